import { describe, expect, it } from '@jest/globals';
import { itEndsItsSession } from './ends-its-session.js';
import { callThrice, itKeepsItsSession } from './keeps-its-session.js';
import { itKeepsItsRecord } from './keeps-its-record.js';
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

  itKeepsItsSession(fixture);
  itEndsItsSession(fixture);
  itKeepsItsRecord(fixture);

  it('does not refresh again for a call whose 401 arrives late', async () => {
    fixture.expireAccessToken();
    const late = fixture.wire.holdNext('/api/me/?late');
    const refusedLate = fixture.client.get('/me/?late');
    await Promise.all(callThrice(fixture.client));
    late.release();
    expect(await refusedLate).toEqual(fixture.user);
    expect(fixture.wire.takeKeys()).toHaveLength(1);
  });
});
