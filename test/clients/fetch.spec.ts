import { describe, expect, it } from '@jest/globals';
import { itEndsItsSession } from './ends-its-session.js';
import { callThrice, itKeepsItsLogin } from './keeps-its-login.js';
import { itKeepsItsRecord } from './keeps-its-record.js';
import { createClient } from './recipes/fetch.js';
import { Scene } from './scene.js';

describe('fetch', () => {
  const scene = new Scene((api, storage) => {
    const { request, logIn, logOut } = createClient(api, storage);
    const get = async (path: string) => {
      const response = await request(path);
      if (!response.ok) throw new Error(`The API responded with status ${response.status}.`);
      return response.json() as Promise<unknown>;
    };
    return { logIn, logOut, get };
  });

  itKeepsItsLogin(scene);
  itEndsItsSession(scene);
  itKeepsItsRecord(scene);

  it('does not refresh again for a call whose 401 arrives late', async () => {
    scene.expireAccessToken();
    const late = scene.wire.holdNext('/api/me/?late');
    const refusedLate = scene.client.get('/me/?late');
    await Promise.all(callThrice(scene.client));
    late.release();
    expect(await refusedLate).toEqual(scene.user);
    expect(scene.wire.takeKeys()).toHaveLength(1);
  });
});
