import { describe } from '@jest/globals';
import { itEndsItsSession } from './ends-its-session.js';
import { itKeepsItsSession } from './keeps-its-session.js';
import { itKeepsItsRecord } from './keeps-its-record.js';
import { createClient } from './recipes/alova.js';
import { Fixture } from './fixture.js';

describe('alova', () => {
  const fixture = new Fixture((api, storage) => {
    const { alova, logIn, logOut } = createClient(api, storage);
    return { logIn, logOut, get: (path) => alova.Get(path).send() };
  });

  itKeepsItsSession(fixture);
  itEndsItsSession(fixture);
  itKeepsItsRecord(fixture);
});
