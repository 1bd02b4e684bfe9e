import { describe } from '@jest/globals';
import { itEndsItsSession } from './ends-its-session.js';
import { itKeepsItsLogin } from './keeps-its-login.js';
import { itKeepsItsRecord } from './keeps-its-record.js';
import { createClient } from './recipes/axios-jwt.js';
import { Scene } from './scene.js';

describe('axios-jwt', () => {
  const scene = new Scene((api, storage) => {
    const { client, logIn, logOut } = createClient(api, storage);
    return { logIn, logOut, get: async (path) => (await client.get<unknown>(path)).data };
  });

  itKeepsItsLogin(scene);
  itEndsItsSession(scene);
  itKeepsItsRecord(scene);
});
