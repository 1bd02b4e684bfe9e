import { describe } from '@jest/globals';
import { itRevokesSession } from './it-revokes-session.js';
import { itRefreshesSession } from './it-refreshes-session.js';
import { itSharesRecord } from './it-shares-record.js';
import { createClient } from './recipes/alova.js';
import { Fixture } from './fixture.js';

describe('alova', () => {
  const fixture = new Fixture((api, storage) => {
    const { alova, logIn, logOut } = createClient(api, storage);
    return { logIn, logOut, get: (path) => alova.Get(path).send() };
  });

  itRefreshesSession(fixture);
  itRevokesSession(fixture);
  itSharesRecord(fixture);
});
