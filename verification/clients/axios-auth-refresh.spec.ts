import { describe, expect, it } from '@jest/globals';
import { itRevokesSession } from './it-revokes-session.js';
import { callThrice, itRefreshesSession } from './it-refreshes-session.js';
import { itSharesRecord } from './it-shares-record.js';
import { createClient } from './recipes/axios-auth-refresh.js';
import { Fixture } from './fixture.js';

describe('axios-auth-refresh', () => {
  const fixture = new Fixture((api, storage) => {
    const { client, logIn, logOut } = createClient(api, storage);
    return { logIn, logOut, get: async (path) => (await client.get<unknown>(path)).data };
  });

  itRefreshesSession(fixture);
  itRevokesSession(fixture);
  itSharesRecord(fixture);

  it('axios-auth-refresh does not refresh again for a call whose 401 arrives late', async () => {
    fixture.expireAccessToken();
    const late = fixture.network.holdNext('/api/me/?late');
    const lateCall = fixture.client.get('/me/?late');
    await Promise.all(callThrice(fixture.client));
    late.release();
    expect(await lateCall).toEqual(fixture.user);
    expect(fixture.network.takeKeys()).toHaveLength(1);
  });
});
