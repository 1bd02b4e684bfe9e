import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DatabaseKind } from './databases.js';
import { claimsOf } from './jwt.js';
import { KeyedClient } from './keyed-client.js';
import { keyturn, ServerProcess } from './server-process.js';
import { SECRET } from './service.js';

const ALICE = { username: 'alice', password: 'a good password' };

/** A database, and the commands that docs/database.md names for it. */
export interface Restorable {
  url: string;
  backUp(): Promise<void>;
  /** While no service runs. */
  restore(): void;
  drop(): Promise<void>;
}

/** What clients meet on a database that was restored from a backup older than they are. */
export function describeRestored(kind: DatabaseKind, open: () => Promise<Restorable>): void {
  describe(`after an older backup was restored (${kind})`, () => {
    let database: Restorable;
    let server: ServerProcess;
    let honest: KeyedClient;
    let loggedOut: KeyedClient;
    let late: KeyedClient;
    let consumed: string;

    const start = () => ServerProcess.start({ DATABASE_URL: database.url, JWT_SECRET: SECRET });
    const refreshTimes = async (count: number) => {
      for (let done = 0; done < count; done++) expect((await honest.refresh()).status).toBe(200);
    };

    beforeAll(async () => {
      database = await open();
      await keyturn(['migrate'], { DATABASE_URL: database.url });
      const create = ['user', 'create', 'alice', '--password-stdin'];
      await keyturn(create, { DATABASE_URL: database.url }, ALICE.password);
      server = await start();
      honest = await KeyedClient.logIn(server, ALICE);
      loggedOut = await KeyedClient.logIn(server, ALICE);
      await refreshTimes(1);
      await database.backUp();
      await refreshTimes(3);
      consumed = honest.tokens.refresh;
      await refreshTimes(1);
      late = await KeyedClient.logIn(server, ALICE);
      await server.post('/api/token/blacklist/', { refresh: loggedOut.tokens.refresh });
      await server.stop();
      database.restore();
      server = await start();
      for (const client of [honest, loggedOut, late]) client.service = server;
    });
    afterAll(async () => {
      await server.stop();
      await database.drop();
    });

    it('a client goes on with the token that it has, which is newer than the backup', async () => {
      expect(claimsOf(honest.tokens.refresh)['gen']).toBe(5);
      expect((await honest.me()).status).toBe(200);
      await refreshTimes(2);
      expect(claimsOf(honest.tokens.refresh)['gen']).toBe(7);
      expect((await honest.me()).status).toBe(200);
    });

    it('a session that is younger than the backup is gone', async () => {
      expect(await late.refresh()).toMatchObject({
        status: 401,
        json: { detail: 'Token is invalid or expired' },
      });
    });

    it('what was ended since the backup lives again: that is what a backup costs', async () => {
      expect((await loggedOut.refresh()).status).toBe(200);
    });

    it('a thief with a consumed token is noticed as before', async () => {
      expect((await server.post('/api/token/refresh/', { refresh: consumed })).status).toBe(401);
      expect((await honest.refresh()).json).toMatchObject({ detail: 'Token is blacklisted' });
    });
  });
}
