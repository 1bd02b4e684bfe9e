import { describe, expect, it } from '@jest/globals';
import { itEndsItsSession } from './ends-its-session.js';
import { callThrice, itKeepsItsSession } from './keeps-its-session.js';
import { itKeepsItsRecord } from './keeps-its-record.js';
import { createClient } from './recipes/axios-auth-refresh.js';
import { Fixture } from './fixture.js';

describe('axios-auth-refresh', () => {
  const fixture = new Fixture((api, storage) => {
    const { client, logIn, logOut } = createClient(api, storage);
    return { logIn, logOut, get: async (path) => (await client.get<unknown>(path)).data };
  });

  itKeepsItsSession(fixture);
  itEndsItsSession(fixture);
  itKeepsItsRecord(fixture);

  it('does not refresh again for a call that is refused late', async () => {
    fixture.expireAccessToken();
    const late = fixture.wire.holdNext('/api/me/?late');
    const refusedLate = fixture.client.get('/me/?late');
    await Promise.all(callThrice(fixture.client));
    late.release();
    expect(await refusedLate).toEqual(fixture.user);
    expect(fixture.wire.takeKeys()).toHaveLength(1);
  });
});
