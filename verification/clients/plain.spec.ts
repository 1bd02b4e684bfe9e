import { describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { applyAuthTokenInterceptor, clearAuthTokens, setAuthTokens } from 'axios-jwt';
import { type CreateClient, Fixture } from './fixture.js';
import { lose, REFRESH } from './network.js';

interface Pair {
  access: string;
  refresh?: string;
}

/** axios-jwt as its README configures it, without a key. */
const createClient: CreateClient = (api, storage) => {
  const client = axios.create({ baseURL: api });
  const post = async (path: string, body: object) =>
    (await axios.post<Pair>(api + path, body)).data;
  applyAuthTokenInterceptor(client, {
    requestRefresh: async (sent) => {
      const { access, refresh } = await post('/token/refresh/', { refresh: sent });
      return refresh === undefined ? access : { accessToken: access, refreshToken: refresh };
    },
    getStorage: () => ({
      get: (name) => Promise.resolve(storage.getItem(name)),
      set: (name, value) => Promise.resolve(storage.setItem(name, value)),
      remove: (name) => Promise.resolve(storage.removeItem(name)),
    }),
  });
  return {
    logIn: async (username, password) => {
      const { access, refresh = '' } = await post('/token/', { username, password });
      await setAuthTokens({ accessToken: access, refreshToken: refresh });
    },
    logOut: clearAuthTokens,
    get: async (path) => (await client.get<unknown>(path)).data,
  };
};

async function loseRefresh(fixture: Fixture): Promise<void> {
  fixture.expireAccessToken();
  fixture.network.failNext(REFRESH, lose);
  await expect(fixture.client.get('/me/')).rejects.toBeDefined();
}

describe('a client without an Idempotency-Key', () => {
  const fixture = new Fixture(createClient);

  it('a client without a key refreshes repeatedly', async () => {
    for (const generation of [1, 2, 3]) {
      fixture.expireAccessToken();
      await fixture.expectLoggedIn();
      expect((await fixture.session()).generation).toBe(generation);
    }
    expect(fixture.network.takeKeys()).toEqual([undefined, undefined, undefined]);
  });

  it('a client without a key loses its session when it repeats a refresh whose response was lost', async () => {
    await loseRefresh(fixture);
    await expect(fixture.client.get('/me/')).rejects.toBeDefined();
    expect((await fixture.session()).revokedReason).toBe('reuse');
  });
});

describe('a client without an Idempotency-Key with REUSE_INTERVAL=10s', () => {
  const fixture = new Fixture(createClient, { reuseInterval: '10s' });

  it('a client without a key keeps its session only when it repeats the refresh within the reuse interval', async () => {
    await loseRefresh(fixture);
    fixture.service.pass(10_000);
    await fixture.expectLoggedIn();
    expect((await fixture.session()).generation).toBe(1);
    await loseRefresh(fixture);
    fixture.service.pass(11_000);
    await expect(fixture.client.get('/me/')).rejects.toBeDefined();
    expect((await fixture.session()).revokedReason).toBe('reuse');
  });
});

describe('a client without an Idempotency-Key with REFRESH_TOKEN_ROTATION=none', () => {
  const fixture = new Fixture(createClient, { rotation: 'none' });

  it('a client without a key keeps its refresh token when rotation is off, even after a lost response', async () => {
    await loseRefresh(fixture);
    await fixture.expectLoggedIn();
    fixture.expireAccessToken();
    await fixture.expectLoggedIn();
    expect((await fixture.session()).generation).toBe(0);
  });
});
