import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DatabaseKind } from './databases.js';
import { ALICE, Deployment } from './deployment.js';
import { claimsOf } from './jwt.js';
import { KeyedClient } from './keyed-client.js';
import type { ServerProcess } from './server-process.js';

/** A database with the backup commands of docs/database.md. */
export interface Restorable {
  url: string;
  backUp(): Promise<void>;
  /** Requires that no service runs. */
  restore(): void;
  drop(): Promise<void>;
}

/** Tests clients with tokens that are newer than the restored backup. */
export function describeRestored(kind: DatabaseKind, open: () => Promise<Restorable>): void {
  describe(`a restored backup (${kind})`, () => {
    let deployment: Deployment;
    let server: ServerProcess;
    let honest: KeyedClient;
    let loggedOut: KeyedClient;
    let late: KeyedClient;
    let consumed: string;

    const refreshTimes = async (count: number) => {
      for (let done = 0; done < count; done++) expect((await honest.refresh()).status).toBe(200);
    };

    beforeAll(async () => {
      const database = await open();
      deployment = await Deployment.create(database);
      server = await deployment.start();
      honest = await KeyedClient.logIn(server, ALICE);
      loggedOut = await KeyedClient.logIn(server, ALICE);
      await refreshTimes(1);
      await database.backUp();
      await refreshTimes(3);
      consumed = honest.tokens.refresh;
      await refreshTimes(1);
      late = await KeyedClient.logIn(server, ALICE);
      await server.blacklist(loggedOut.tokens.refresh);
      await server.stop();
      database.restore();
      server = await deployment.start();
      for (const client of [honest, loggedOut, late]) client.service = server;
    });
    afterAll(() => deployment.drop());

    it('a client continues with a token that is newer than the restored backup', async () => {
      expect(claimsOf(honest.tokens.refresh)['gen']).toBe(5);
      expect((await honest.me()).status).toBe(200);
      await refreshTimes(2);
      expect(claimsOf(honest.tokens.refresh)['gen']).toBe(7);
      expect((await honest.me()).status).toBe(200);
    });

    it('a session that was created after the backup no longer exists', async () => {
      expect(await late.refresh()).toMatchObject({
        status: 401,
        json: { detail: 'Token is invalid or expired' },
      });
    });

    it('a session that was revoked after the backup is active again', async () => {
      expect((await loggedOut.refresh()).status).toBe(200);
    });

    it('a consumed token is still detected as reuse after a restored backup', async () => {
      expect((await server.refresh(consumed)).status).toBe(401);
      expect((await honest.refresh()).json).toMatchObject({ detail: 'Token is blacklisted' });
    });
  });
}
