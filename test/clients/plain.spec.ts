import { describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { applyAuthTokenInterceptor, clearAuthTokens, setAuthTokens } from 'axios-jwt';
import { type CreateClient, Scene } from './scene.js';

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
    const scene = new Scene(createClient);

    it('refreshes again and again', async () => {
      for (const generation of [1, 2, 3]) {
        scene.expireAccessToken();
        expect(await scene.client.get('/me/')).toEqual(scene.user);
        expect((await scene.login()).generation).toBe(generation);
      }
      expect(scene.wire.takeKeys()).toEqual([undefined, undefined, undefined]);
    });

    it('loses its login when it asks again because an answer was lost', async () => {
      await loseRefresh(scene);
      await expect(scene.client.get('/me/')).rejects.toBeDefined();
      expect((await scene.login()).revokedReason).toBe('reuse');
    });
  });

  describe('with REUSE_INTERVAL=10s', () => {
    const scene = new Scene(createClient, { reuseInterval: '10s' });

    it('goes on when it asks again within ten seconds', async () => {
      await loseRefresh(scene);
      scene.service.pass(10_000);
      expect(await scene.client.get('/me/')).toEqual(scene.user);
      expect((await scene.login()).generation).toBe(1);
    });

    it('loses its login when it asks again later', async () => {
      await loseRefresh(scene);
      scene.service.pass(11_000);
      await expect(scene.client.get('/me/')).rejects.toBeDefined();
      expect((await scene.login()).revokedReason).toBe('reuse');
    });
  });

  describe('with REFRESH_TOKEN_ROTATION=none', () => {
    const scene = new Scene(createClient, { rotation: 'none' });

    it('keeps the refresh token that it logged in for, whatever gets lost', async () => {
      await loseRefresh(scene);
      expect(await scene.client.get('/me/')).toEqual(scene.user);
      scene.expireAccessToken();
      expect(await scene.client.get('/me/')).toEqual(scene.user);
      expect((await scene.login()).generation).toBe(0);
    });
  });
});

async function loseRefresh(scene: Scene): Promise<void> {
  scene.expireAccessToken();
  scene.wire.loseNextRefresh();
  await expect(scene.client.get('/me/')).rejects.toBeDefined();
}
