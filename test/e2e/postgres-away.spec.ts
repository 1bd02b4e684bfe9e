import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import type { HttpResponse } from '../support/http-client.js';
import { claimsOf } from '../support/jwt.js';
import { type PostgresServer, startPostgres } from '../support/postgres.mjs';
import { TestService } from '../support/service.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const KEY = 'the-key-of-the-first-token';

const expectUnavailable = (response: HttpResponse) => {
  expect([response.status, response.text]).toEqual([
    503,
    '{"detail":"Service temporarily unavailable, try again later."}',
  ]);
  expect(response.headers.get('retry-after')).toBe('1');
  expect(response.headers.get('www-authenticate')).toBeNull();
};

describe('PostgreSQL failures', () => {
  describe('a stopped PostgreSQL', () => {
    let postgres: PostgresServer;
    let service: TestService;

    beforeAll(async () => {
      // A committed transaction must survive the crash of the server.
      postgres = await startPostgres({});
      service = await TestService.start({ url: postgres.url, drop: () => Promise.resolve() });
    });
    afterAll(() => service.stop());

    it('rejects with temporarily_unavailable and keeps running when PostgreSQL crashes during a transaction', async () => {
      const { refresh, username } = await service.logIn();
      const other = new pg.Client(postgres.url);
      other.on('error', () => undefined);
      await other.connect();
      await other.query('BEGIN');
      await other.query('SELECT 1 FROM keyturn_refresh_token FOR UPDATE');
      const deactivation = service.users.deactivate(username);
      const failure = expect(deactivation).rejects.toMatchObject({
        code: 'temporarily_unavailable',
      });
      process.kill(await waitingBackend(other), 'SIGKILL');
      await failure;
      await other.end().catch(() => undefined);
      await untilPostgresAccepts(postgres.url);
      expect((await service.refresh(refresh)).status).toBe(200);
    });

    /** PostgreSQL restarts all its processes after one was killed. */
    const untilPostgresAccepts = async (url: string): Promise<void> => {
      const client = new pg.Client(url);
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.end();
      } catch {
        await pause(50);
        await untilPostgresAccepts(url);
      }
    };

    const waitingBackend = async (client: pg.Client): Promise<number> => {
      const waiting = `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'`;
      const { rows } = await client.query<{ pid: number }>(waiting);
      if (rows[0] !== undefined) return rows[0].pid;
      await pause(10);
      return waitingBackend(client);
    };

    it('responds 503 with Retry-After to every request when PostgreSQL is stopped', async () => {
      const { access, refresh, username } = await service.logIn();
      const session = { username, password: 'a good password' };
      await postgres.stop();
      expectUnavailable(await service.me(access));
      expectUnavailable(await service.refresh(refresh, KEY));
      expectUnavailable(await service.post('/api/token/', session));
      expectUnavailable(await service.post('/api/token/verify/', { token: refresh }));
      expectUnavailable(await service.post('/api/token/blacklist/', { refresh }));
    });
  });

  describe('a connection lost during a statement', () => {
    let database: TestDatabase;
    let service: TestService;
    let other: pg.Client;

    beforeAll(async () => {
      database = await createDatabase('postgres');
      service = await TestService.start(database);
      other = new pg.Client(database.url);
      await other.connect();
    });
    afterAll(async () => {
      await other.end();
      await service.stop();
    });

    /** Locks the session's row so that a rotation waits, then terminates the waiting connection. */
    const loseRotation = async (refresh: string, key?: string): Promise<HttpResponse> => {
      const lock = 'SELECT 1 FROM keyturn_refresh_token WHERE id = $1 FOR UPDATE';
      await other.query('BEGIN');
      await other.query(lock, [claimsOf(refresh)['sid']]);
      const response = service.refresh(refresh, key);
      await terminateWaiting();
      await other.query('COMMIT');
      return response;
    };

    const terminateWaiting = async () => {
      const terminate = `
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE wait_event_type = 'Lock' AND datname = current_database()`;
      for (;;) {
        const { rowCount } = await other.query(terminate);
        if (rowCount === 1) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };

    it('repeats the statement of a refresh with a key when its connection is lost', async () => {
      const { refresh } = await service.logIn();
      const response = await loseRotation(refresh, KEY);
      expect(response.status).toBe(200);
      expect((await service.refresh(refresh, KEY)).text).toBe(response.text);
    });

    it('responds 503 to a refresh without a key when its connection is lost, because the outcome is unknown', async () => {
      const { refresh } = await service.logIn();
      expectUnavailable(await loseRotation(refresh));
    });
  });
});
