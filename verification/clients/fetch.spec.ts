import { describe, expect, it } from '@jest/globals';
import { itRevokesSession } from './it-revokes-session.js';
import { callThrice, itRefreshesSession } from './it-refreshes-session.js';
import { itSharesRecord } from './it-shares-record.js';
import { createClient } from './recipes/fetch.js';
import { Fixture } from './fixture.js';

describe('fetch', () => {
  const fixture = new Fixture((api, storage) => {
    const { request, logIn, logOut } = createClient(api, storage);
    const get = async (path: string) => {
      const response = await request(path);
      if (!response.ok) throw new Error(`The API responded with status ${response.status}.`);
      return response.json() as Promise<unknown>;
    };
    return { logIn, logOut, get };
  });

  itRefreshesSession(fixture);
  itRevokesSession(fixture);
  itSharesRecord(fixture);

  it('the fetch recipe does not refresh again for a call whose 401 arrives late', async () => {
    fixture.expireAccessToken();
    const late = fixture.network.holdNext('/api/me/?late');
    const lateCall = fixture.client.get('/me/?late');
    await Promise.all(callThrice(fixture.client));
    late.release();
    expect(await lateCall).toEqual(fixture.user);
    expect(fixture.network.takeKeys()).toHaveLength(1);
  });
});
