import { describe } from '@jest/globals';
import { itEndsItsSession } from './ends-its-session.js';
import { itKeepsItsSession } from './keeps-its-session.js';
import { itKeepsItsRecord } from './keeps-its-record.js';
import { createClient } from './recipes/axios-jwt.js';
import { Fixture } from './fixture.js';

describe('axios-jwt', () => {
  const fixture = new Fixture((api, storage) => {
    const { client, logIn, logOut } = createClient(api, storage);
    return { logIn, logOut, get: async (path) => (await client.get<unknown>(path)).data };
  });

  itKeepsItsSession(fixture);
  itEndsItsSession(fixture);
  itKeepsItsRecord(fixture);
});
