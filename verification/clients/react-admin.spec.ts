import { describe, expect, it } from '@jest/globals';
import type { AuthProvider, DataProvider, fetchUtils } from 'ra-core';
import { itRevokesSession } from './it-revokes-session.js';
import { itRefreshesSession } from './it-refreshes-session.js';
import { itSharesRecord } from './it-shares-record.js';
import { createProviders } from './recipes/react-admin.js';
import { type CreateClient, Fixture } from './fixture.js';

interface User {
  id: string;
  username: string;
}

describe('React-admin', () => {
  let authProvider: AuthProvider;
  let dataProvider: DataProvider;

  const createClient: CreateClient = (api, storage) => {
    const providers = createProviders(api, storage, (http) => createDataProvider(api, http));
    ({ authProvider, dataProvider } = providers);
    return {
      logIn: (username, password) => providers.authProvider.login({ username, password }),
      logOut: () => providers.authProvider.logout({}),
      get: async (path) => (await providers.dataProvider.getOne<User>(path, { id: '' })).data,
    };
  };
  const fixture = new Fixture(createClient);

  itRefreshesSession(fixture);
  itRevokesSession(fixture);
  itSharesRecord(fixture);

  it('React-admin refreshes once for a page that calls checkAuth, getIdentity and getOne in parallel', async () => {
    fixture.expireAccessToken();
    const identity = { id: fixture.user.id, fullName: fixture.user.username };
    const { checkAuth, getIdentity } = authProvider;
    expect(
      await Promise.all([
        checkAuth({}),
        getIdentity?.(),
        dataProvider.getOne<User>('/me/', { id: '' }),
      ]),
    ).toEqual([undefined, identity, { data: fixture.user }]);
    expect(fixture.network.takeKeys()).toHaveLength(1);
  });

  it('React-admin stays logged in when the refresh during checkAuth fails', async () => {
    fixture.expireAccessToken();
    fixture.network.loseNextRefresh();
    await authProvider.checkAuth({});
    expect(await fixture.client.get('/me/')).toEqual(fixture.user);
  });

  it('React-admin stays logged in when a call gets 401 while the session is active', async () => {
    fixture.setDeviceAhead(-600_000);
    fixture.expireAccessToken();
    const error: unknown = await fixture.client.get('/me/').catch((cause: unknown) => cause);
    expect(error).toMatchObject({ status: 401 });
    await authProvider.checkError(error);
    expect(fixture.network.takeKeys()).toHaveLength(1);
  });

  it('React-admin logs out when a call gets 401 and the session was revoked', async () => {
    await fixture.service.users.deactivate(fixture.user.username);
    const error: unknown = await fixture.client.get('/me/').catch((cause: unknown) => cause);
    await expect(authProvider.checkError(error)).rejects.toThrow('Not logged in.');
  });
});

/** A data provider of the application with the one method that the tests call. */
function createDataProvider(api: string, httpClient: typeof fetchUtils.fetchJson): DataProvider {
  const getOne = async (path: string) => ({
    data: (await httpClient(`${api}${path}`)).json as User,
  });
  return { getOne } as unknown as DataProvider;
}
