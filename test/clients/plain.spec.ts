import { describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { applyAuthTokenInterceptor, clearAuthTokens, setAuthTokens } from 'axios-jwt';
import { type CreateClient, Fixture } from './fixture.js';

interface Pair {
  access: string;
  refresh?: string;
}

/** axios-jwt as its own manual sets it up, which knows of no key. */
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

describe('a client that sends no key', () => {
  describe('by default', () => {
    const fixture = new Fixture(createClient);

    it('refreshes again and again', async () => {
      for (const generation of [1, 2, 3]) {
        fixture.expireAccessToken();
        expect(await fixture.client.get('/me/')).toEqual(fixture.user);
        expect((await fixture.session()).generation).toBe(generation);
      }
      expect(fixture.wire.takeKeys()).toEqual([undefined, undefined, undefined]);
    });

    it('loses its session when it asks again because an answer was lost', async () => {
      await loseRefresh(fixture);
      await expect(fixture.client.get('/me/')).rejects.toBeDefined();
      expect((await fixture.session()).revokedReason).toBe('reuse');
    });
  });

  describe('with REUSE_INTERVAL=10s', () => {
    const fixture = new Fixture(createClient, { reuseInterval: '10s' });

    it('goes on when it asks again within ten seconds', async () => {
      await loseRefresh(fixture);
      fixture.service.pass(10_000);
      expect(await fixture.client.get('/me/')).toEqual(fixture.user);
      expect((await fixture.session()).generation).toBe(1);
    });

    it('loses its session when it asks again later', async () => {
      await loseRefresh(fixture);
      fixture.service.pass(11_000);
      await expect(fixture.client.get('/me/')).rejects.toBeDefined();
      expect((await fixture.session()).revokedReason).toBe('reuse');
    });
  });

  describe('with REFRESH_TOKEN_ROTATION=none', () => {
    const fixture = new Fixture(createClient, { rotation: 'none' });

    it('keeps the refresh token that it logged in for, whatever gets lost', async () => {
      await loseRefresh(fixture);
      expect(await fixture.client.get('/me/')).toEqual(fixture.user);
      fixture.expireAccessToken();
      expect(await fixture.client.get('/me/')).toEqual(fixture.user);
      expect((await fixture.session()).generation).toBe(0);
    });
  });
});

async function loseRefresh(fixture: Fixture): Promise<void> {
  fixture.expireAccessToken();
  fixture.wire.loseNextRefresh();
  await expect(fixture.client.get('/me/')).rejects.toBeDefined();
}
