import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { openDatabase } from '../../src/service/database/open-database.js';
import { DatabaseProbe } from '../../src/service/health/database-probe.js';
import type { Tokens } from '../../test/support/api-client.js';
import { untilAudited } from '../../test/support/audited-events.js';
import { createDatabase } from '../../test/support/databases.js';
import { ALICE, Deployment } from '../../test/support/deployment.js';
import { HttpClient, type HttpResponse } from '../../test/support/http-client.js';
import { sidOf } from '../../test/support/jwt.js';
import { type PostgresServer, startPostgres } from '../../test/support/postgres.mjs';
import type { ServerProcess } from '../../test/support/server-process.js';
import { TestService } from '../../test/support/service.js';

const isReady = async (dataSource: DataSource): Promise<boolean> =>
  Object.values(await new DatabaseProbe(dataSource).check()).every(Boolean);

const KEY = 'the-key-of-the-first-token';

const expectUnavailable = (response: HttpResponse) => {
  expect(response).toMatchObject({
    status: 503,
    text: '{"detail":"Service temporarily unavailable, try again later."}',
  });
  expect(response.headers.get('retry-after')).toBe('1');
  expect(response.headers.get('www-authenticate')).toBeNull();
};

/** Repeats a request while the response is 503, as a client with Retry-After does. */
const untilAvailable = async <R extends HttpResponse>(send: () => Promise<R>): Promise<R> => {
  const response = await send();
  if (response.status !== 503) return response;
  await setTimeout(100);
  return untilAvailable(send);
};

/** Runs the built service with its real timeouts while PostgreSQL stops, hangs or crashes. */
describe('PostgreSQL outage', () => {
  let postgres: PostgresServer;
  let deployment: Deployment;
  let server: ServerProcess;
  let dataSource: DataSource;

  beforeAll(async () => {
    // A committed transaction must survive the crash of the server.
    postgres = await startPostgres({});
    deployment = await Deployment.create({ url: postgres.url, drop: () => postgres.stop() });
    server = await deployment.start();
    dataSource = await openDatabase(parseDatabaseUrl(postgres.url)!, { purpose: 'service' });
  });
  afterAll(async () => {
    await dataSource.destroy();
    await deployment.drop();
  });

  const logIn = () => server.obtain(ALICE.username);
  const requestsOfEachKind = ({ access, refresh }: Tokens): Promise<HttpResponse>[] => [
    server.me(access),
    server.logInAs(ALICE),
    server.refresh(refresh, KEY),
    server.verify(refresh),
    server.blacklist(refresh),
  ];

  /** Sends requests of each kind, all of which must be rejected within two seconds. */
  const expectOutage = async (tokens: Tokens, times: number) => {
    const startedAt = performance.now();
    const requests = Array.from({ length: times }, () => requestsOfEachKind(tokens)).flat();
    (await Promise.all(requests)).forEach(expectUnavailable);
    expect((await server.blacklist('not a token')).status).toBe(401);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  };

  it('responds 503 within two seconds when PostgreSQL stops, and recovers when it is back', async () => {
    const tokens = await logIn();
    await postgres.halt();
    await expectOutage(tokens, 1);
    expect(await isReady(dataSource)).toBe(false);
    await postgres.resume();
    const { status } = await untilAvailable(() => server.refresh(tokens.refresh, KEY));
    expect(status).toBe(200);
    expect(await isReady(dataSource)).toBe(true);
  });

  describe('a PostgreSQL that hangs', () => {
    let suspended: number[] = [];

    const suspend = async () => {
      const client = new pg.Client(postgres.url);
      await client.connect();
      const sql = 'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()';
      const { rows } = await client.query<{ pid: number }>(sql);
      await client.end();
      suspended = [...rows.map(({ pid }) => pid), postgres.pid()];
      suspended.forEach((pid) => process.kill(pid, 'SIGSTOP'));
    };
    const resume = () => suspended.splice(0).forEach((pid) => process.kill(pid, 'SIGCONT'));
    afterAll(resume);

    it('responds 503 to 40 simultaneous requests within two seconds when PostgreSQL hangs, and recovers', async () => {
      const tokens = await logIn();
      await suspend();
      await expectOutage(tokens, 8);
      resume();
      const { status } = await untilAvailable(() => server.refresh(tokens.refresh, KEY));
      expect(status).toBe(200);
    });

    it('reports that it is not ready within 1.5 seconds when PostgreSQL hangs', async () => {
      expect(await isReady(dataSource)).toBe(true);
      await suspend();
      const startedAt = performance.now();
      expect(await isReady(dataSource)).toBe(false);
      expect(performance.now() - startedAt).toBeLessThan(1_500);
      resume();
    });

    it('returns the pair of a refresh that timed out when the client retries it with its key', async () => {
      const { refresh } = await logIn();
      await suspend();
      expectUnavailable(await server.refresh(refresh, KEY));
      resume();
      const { status, text } = await untilAvailable(() => server.refresh(refresh, KEY));
      expect(status).toBe(200);
      const again = await server.refresh(refresh, KEY);
      expect(again.text).toBe(text);
      const next = await server.refresh(again.tokens.refresh, 'the-key-of-the-second-token');
      expect(next.status).toBe(200);
    });
  });
});

describe('a PostgreSQL connection that is lost during a statement', () => {
  let service: TestService;
  let other: pg.Client;

  beforeAll(async () => {
    const database = await createDatabase('postgres');
    service = await TestService.start(database);
    other = new pg.Client(database.url);
    await other.connect();
  });
  afterAll(async () => {
    await other.end();
    await service.stop();
  });

  /** Locks the row of a session, and terminates the connection that `work` lets wait for it. */
  const loseConnection = async <T>(refresh: string, work: () => Promise<T>): Promise<T> => {
    await other.query('BEGIN');
    const lock = 'SELECT 1 FROM keyturn_refresh_token WHERE id = $1 FOR UPDATE';
    await other.query(lock, [sidOf(refresh)]);
    const waiting = work();
    const terminate = `
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    while ((await other.query(terminate)).rowCount !== 1) await setTimeout(10);
    await other.query('COMMIT');
    return waiting;
  };

  it('repeats the statement of a refresh with a key when its connection is lost', async () => {
    const { refresh } = await service.logIn();
    const response = await loseConnection(refresh, () => service.refresh(refresh, KEY));
    expect(response.status).toBe(200);
    expect((await service.refresh(refresh, KEY)).text).toBe(response.text);
  });

  it('responds 503 to a refresh without a key when its connection is lost, because the outcome is unknown', async () => {
    const { refresh } = await service.logIn();
    expectUnavailable(await loseConnection(refresh, () => service.refresh(refresh)));
  });

  it('rejects with temporarily_unavailable when the connection of a transaction is lost', async () => {
    const { refresh, username } = await service.logIn();
    const failure = { code: 'temporarily_unavailable' };
    const deactivate = () =>
      expect(service.users.deactivate(username)).rejects.toMatchObject(failure);
    await loseConnection(refresh, deactivate);
    expect((await service.refresh(refresh)).status).toBe(200);
  });
});

describe('audit log during an outage of PostgreSQL', () => {
  it('stores the events of the outage after it, and counts none as dropped', async () => {
    const postgres = await startPostgres({});
    const deployment = await Deployment.create({ url: postgres.url, drop: () => postgres.stop() });
    const server: ServerProcess = await deployment.start({ METRICS_PORT: '0' });
    const metrics = server.metricsOrigin;
    await untilAudited(deployment, 'user_created', 1);
    await postgres.halt();
    expect((await server.logInAs(ALICE)).status).toBe(503);
    await postgres.resume();
    await untilAudited(deployment, 'authn_login_refused', 1);
    const { text } = await new HttpClient(metrics).get('/metrics');
    expect(text).toMatch(/^keyturn_audit_dropped_total 0$/m);
    expect(await server.stop()).toBe(0);
    await deployment.drop();
  });
});
