import { describe, expect, it } from '@jest/globals';
import { itEndsItsSession } from './ends-its-session.js';
import { callThrice, itKeepsItsLogin } from './keeps-its-login.js';
import { itKeepsItsRecord } from './keeps-its-record.js';
import { createClient } from './recipes/axios-auth-refresh.js';
import { Scene } from './scene.js';

describe('axios-auth-refresh', () => {
  const scene = new Scene((api, storage) => {
    const { client, logIn, logOut } = createClient(api, storage);
    return { logIn, logOut, get: async (path) => (await client.get<unknown>(path)).data };
  });

  itKeepsItsLogin(scene);
  itEndsItsSession(scene);
  itKeepsItsRecord(scene);

  it('does not refresh again for a call that is refused late', async () => {
    scene.expireAccessToken();
    const late = scene.wire.holdNext('/api/me/?late');
    const refusedLate = scene.client.get('/me/?late');
    await Promise.all(callThrice(scene.client));
    late.release();
    expect(await refusedLate).toEqual(scene.user);
    expect(scene.wire.takeKeys()).toHaveLength(1);
  });
});
