import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import axios from 'axios';
import {
  type CookieClient,
  CookieFixture,
  type CreateCookieClient,
  overFetch,
} from './cookie-fixture.js';
import { itRefreshesSession } from './it-refreshes-session.js';
import { itUsesCookies } from './it-uses-cookies.js';
import { lose, REFRESH } from './network.js';
import { createAxios } from './recipes/axios-with-cookies.js';
import { createCookieClient } from './recipes/fetch-with-cookies.js';

// In browsers axios uses XMLHttpRequest, which adds cookies like `fetch`.
axios.defaults.adapter = 'fetch';

const overAxios: CreateCookieClient = (api, ...shared) => {
  const session = createCookieClient(api, ...shared);
  const client = createAxios(api, session);
  return {
    ...session,
    get: async (path) => (await client.get<unknown>(path)).data,
    delete: (path) => client.delete(path),
  } satisfies CookieClient;
};

/** A storage like one over IndexedDB: every method takes a turn of the event loop. */
const overAsyncStorage: CreateCookieClient = (api, storage, locks) =>
  overFetch(
    api,
    {
      getItem: async (name) => nextTurn().then(() => storage.getItem(name)),
      setItem: async (name, value) => nextTurn().then(() => storage.setItem(name, value)),
      removeItem: async (name) => nextTurn().then(() => storage.removeItem(name)),
    },
    locks,
  );

const CLIENTS = [
  ['fetch with cookies', overFetch],
  ['axios with cookies', overAxios],
] as const;

describe.each([
  ...CLIENTS,
  ['fetch with cookies, over an asynchronous storage', overAsyncStorage],
] as const)('%s', (_, createClient) => {
  const fixture = new CookieFixture(createClient);
  itRefreshesSession(fixture, { rotationsOfTwoTabs: 2 });
  itUsesCookies(fixture);

  const callThrice = (tab: CookieClient) =>
    Promise.allSettled(['/me/', '/me/?second', '/me/?third'].map((path) => tab.get(path)));

  it.each([
    ['once', 'fulfilled', undefined],
    ['once, also when the response is lost,', 'rejected', lose],
  ] as const)(
    'the cookie client refreshes %s in a new tab for three parallel calls',
    async (_, status, failure) => {
      if (failure !== undefined) fixture.network.failNext(REFRESH, failure);
      const calls = await callThrice(fixture.openTab());
      expect(calls.map((call) => call.status)).toEqual(Array(3).fill(status));
      expect(fixture.network.takeKeys()).toHaveLength(1);
    },
  );
});

describe.each(CLIENTS)('%s, with an access cookie', (_, createClient) => {
  const fixture = new CookieFixture(createClient, { accessTokenTransport: 'cookie' });
  itRefreshesSession(fixture);
  itUsesCookies(fixture);

  it('the cookie client needs no refresh in a new tab', async () => {
    expect(await fixture.openTab().get('/me/')).toEqual(fixture.user);
    expect(fixture.network.takeKeys()).toEqual([]);
  });
});

describe.each(CLIENTS)('%s, when each client chooses the transport', (_, createClient) => {
  const fixture = new CookieFixture(createClient, { refreshTokenTransport: 'both' });

  it('the cookie client chooses the cookie at the log-in', async () => {
    await fixture.refresh();
    expect(await fixture.jtiOfCookie()).toBe(fixture.refreshJti);
    await fixture.client.logOut();
    expect((await fixture.session()).revokedReason).toBe('logout');
  });
});
