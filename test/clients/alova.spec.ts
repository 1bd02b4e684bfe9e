import { describe } from '@jest/globals';
import { itEndsItsSession } from './ends-its-session.js';
import { itKeepsItsLogin } from './keeps-its-login.js';
import { itKeepsItsRecord } from './keeps-its-record.js';
import { createClient } from './recipes/alova.js';
import { Scene } from './scene.js';

describe('alova', () => {
  const scene = new Scene((api, storage) => {
    const { alova, logIn, logOut } = createClient(api, storage);
    return { logIn, logOut, get: (path) => alova.Get(path).send() };
  });

  itKeepsItsLogin(scene);
  itEndsItsSession(scene);
  itKeepsItsRecord(scene);
});
