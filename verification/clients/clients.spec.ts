import { describe, expect, it } from '@jest/globals';
import { CLIENTS, overReactAdmin, Site } from './adapters.js';
import { Fixture } from './fixture.js';
import { itRefreshesSession } from './it-refreshes-session.js';
import { itRevokesSession } from './it-revokes-session.js';
import { itSharesRecord } from './it-shares-record.js';
import { MemoryStorage } from './memory-storage.js';
import { lose, REFRESH } from './network.js';

describe.each(CLIENTS)('%s', (_, createClient) => {
  const fixture = new Fixture(createClient);
  itRefreshesSession(fixture);
  itRevokesSession(fixture);
  itSharesRecord(fixture);
});

describe('React-admin', () => {
  const fixture = new Fixture(overReactAdmin);
  const errorOfCall = () => fixture.client.get('/me/').catch((error: unknown) => error);

  it('React-admin refreshes once for a page that calls checkAuth, getIdentity and getOne in parallel', async () => {
    fixture.expireAccessToken();
    const { id, username } = fixture.user;
    const { authProvider, dataProvider } = fixture.client;
    const page = [
      authProvider.checkAuth({}),
      authProvider.getIdentity!(),
      dataProvider.getOne('/me/', { id: '' }),
    ];
    const identity = { id, fullName: username };
    expect(await Promise.all(page)).toEqual([undefined, identity, { data: fixture.user }]);
    expect(fixture.network.takeKeys()).toHaveLength(1);
  });

  it('React-admin stays logged in when the refresh during checkAuth fails', async () => {
    fixture.expireAccessToken();
    fixture.network.failNext(REFRESH, lose);
    await fixture.client.authProvider.checkAuth({});
    expect(await fixture.client.get('/me/')).toEqual(fixture.user);
  });

  it('React-admin stays logged in when a call gets 401 while the session is active', async () => {
    fixture.setDeviceAhead(-600_000);
    fixture.expireAccessToken();
    const error = await errorOfCall();
    expect(error).toMatchObject({ status: 401 });
    await fixture.client.authProvider.checkError(error);
    expect(fixture.network.takeKeys()).toHaveLength(1);
  });

  it('React-admin logs out when a call gets 401 and the session was revoked', async () => {
    await fixture.service.users.deactivate(fixture.user.username);
    const checked = fixture.client.authProvider.checkError(await errorOfCall());
    await expect(checked).rejects.toThrow('Not logged in.');
  });
});

describe('Auth.js', () => {
  const createSite = (api: string, cookies: MemoryStorage) => new Site(api, cookies);
  const fixture = new Fixture(createSite, {}, (cookies) => Site.copyRecord(cookies));

  // Three parallel requests carry the old cookie, and each sends its own refresh.
  itRefreshesSession(fixture, { requests: 3 });
  itRevokesSession(fixture);

  it('recovers when a late response resets the Auth.js cookie to the consumed token', async () => {
    const old = new Map(fixture.storage.items);
    fixture.expireAccessToken();
    await fixture.client.get('/me/');
    fixture.expireAccessToken();
    old.forEach((value, name) => fixture.storage.setItem(name, value));
    expect(await fixture.client.get('/me/')).toEqual(fixture.user);
    expect(fixture.network.takeKeys()).toHaveLength(3);
    expect((await fixture.session()).generation).toBe(2);
  });

  it('does not detect a copied Auth.js cookie while owner and thief refresh in turn', async () => {
    const cookies = new MemoryStorage();
    fixture.storage.items.forEach((value, name) => cookies.setItem(name, value));
    const thief = createSite(`${fixture.service.url}/api`, cookies);
    for (let round = 0; round < 3; round++) {
      fixture.expireAccessToken();
      expect(await thief.get('/me/')).toEqual(fixture.user);
      expect(await fixture.client.get('/me/')).toEqual(fixture.user);
    }
  });
});
