import { describe } from '@jest/globals';
import { itRevokesSession } from './it-revokes-session.js';
import { itRefreshesSession } from './it-refreshes-session.js';
import { itSharesRecord } from './it-shares-record.js';
import { createClient } from './recipes/axios-jwt.js';
import { Fixture } from './fixture.js';

describe('axios-jwt', () => {
  const fixture = new Fixture((api, storage) => {
    const { client, logIn, logOut } = createClient(api, storage);
    return { logIn, logOut, get: async (path) => (await client.get<unknown>(path)).data };
  });

  itRefreshesSession(fixture);
  itRevokesSession(fixture);
  itSharesRecord(fixture);
});
