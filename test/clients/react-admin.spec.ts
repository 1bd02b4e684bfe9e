import { describe, expect, it } from '@jest/globals';
import type { AuthProvider, DataProvider, fetchUtils } from 'ra-core';
import { itEndsItsSession } from './ends-its-session.js';
import { itKeepsItsLogin } from './keeps-its-login.js';
import { itKeepsItsRecord } from './keeps-its-record.js';
import { createProviders } from './recipes/react-admin.js';
import { type CreateClient, Scene } from './scene.js';

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
  const scene = new Scene(createClient);

  itKeepsItsLogin(scene);
  itEndsItsSession(scene);
  itKeepsItsRecord(scene);

  it('refreshes once for a page that checks, asks who it is and reads, all at once', async () => {
    scene.expireAccessToken();
    const identity = { id: scene.user.id, fullName: scene.user.username };
    const { checkAuth, getIdentity } = authProvider;
    expect(
      await Promise.all([
        checkAuth({}),
        getIdentity?.(),
        dataProvider.getOne<User>('/me/', { id: '' }),
      ]),
    ).toEqual([undefined, identity, { data: scene.user }]);
    expect(scene.wire.takeKeys()).toHaveLength(1);
  });

  it('is not logged out because a check could not refresh', async () => {
    scene.expireAccessToken();
    scene.wire.loseNextRefresh();
    await authProvider.checkAuth({});
    expect(await scene.client.get('/me/')).toEqual(scene.user);
  });

  it('is not logged out by a refused call while its login lives', async () => {
    scene.setDeviceAhead(-600_000);
    scene.expireAccessToken();
    const refusal: unknown = await scene.client.get('/me/').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ status: 401 });
    await authProvider.checkError(refusal);
    expect(scene.wire.takeKeys()).toHaveLength(1);
  });

  it('is logged out by a refused call when its login is over', async () => {
    await scene.service.users.deactivate(scene.user.username);
    const refusal: unknown = await scene.client.get('/me/').catch((error: unknown) => error);
    await expect(authProvider.checkError(refusal)).rejects.toThrow('Not logged in.');
  });
});

/** A data provider of the application's own, with the one method that the tests call. */
function createDataProvider(api: string, httpClient: typeof fetchUtils.fetchJson): DataProvider {
  const getOne = async (path: string) => ({
    data: (await httpClient(`${api}${path}`)).json as User,
  });
  return { getOne } as unknown as DataProvider;
}
