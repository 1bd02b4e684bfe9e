import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { DatabaseProbe } from '../../src/service/health/database-probe.js';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { openDatabase } from '../../src/service/database/open-database.js';
import type { HttpResponse } from '../support/http-client.js';
import { type PostgresServer, startPostgres } from '../support/postgres.mjs';
import { keyturn, ServerProcess } from '../support/server-process.js';
import { SECRET, type Tokens } from '../support/service.js';

const isReady = async (dataSource: DataSource): Promise<boolean> =>
  Object.values(await new DatabaseProbe(dataSource).check()).every(Boolean);

const CREDENTIALS = { username: 'alice', password: 'a good password' };
const KEY = 'the-key-of-the-first-token';

/** Runs the built service with its real timeouts while PostgreSQL stops or hangs. */
describe('PostgreSQL outage', () => {
  let postgres: PostgresServer;
  let server: ServerProcess;
  let dataSource: DataSource;

  beforeAll(async () => {
    // A committed transaction must survive the crash of the server.
    postgres = await startPostgres({});
    const variables = { DATABASE_URL: postgres.url, JWT_SECRET: SECRET };
    await keyturn(['migrate'], variables);
    await keyturn(['user', 'create', 'alice', '--password-stdin'], variables, CREDENTIALS.password);
    server = await ServerProcess.start(variables);
    dataSource = await openDatabase(parseDatabaseUrl(postgres.url)!, { purpose: 'service' });
  });
  afterAll(async () => {
    await server.stop();
    await dataSource.destroy();
    await postgres.stop();
  });

  const logIn = async () =>
    (await server.post('/api/token/', CREDENTIALS)).json as unknown as Tokens;
  const refresh = (token: string, key = KEY) =>
    server.post('/api/token/refresh/', { refresh: token }, { 'Idempotency-Key': key });
  const requestsOfEachKind = ({ access, refresh: token }: Tokens): Promise<HttpResponse>[] => [
    server.get('/api/me/', { Authorization: `Bearer ${access}` }),
    server.post('/api/token/', CREDENTIALS),
    refresh(token),
    server.post('/api/token/verify/', { token }),
    server.post('/api/token/blacklist/', { refresh: 'not a token' }),
  ];

  /** @returns the statuses, and the milliseconds until the last response */
  const responsesOf = async (requests: () => Promise<HttpResponse>[]) => {
    const startedAt = performance.now();
    const responses = await Promise.all(requests());
    const tookMs = performance.now() - startedAt;
    for (const { status, headers, json } of responses.filter((one) => one.status === 503)) {
      expect([status, headers.get('retry-after')]).toEqual([503, '1']);
      expect(json).toEqual({ detail: 'Service temporarily unavailable, try again later.' });
    }
    return { statuses: responses.map(({ status }) => status), tookMs };
  };

  /** Repeats the request while the response is 503, as a client with Retry-After does. */
  const untilAvailable = async (send: () => Promise<HttpResponse>): Promise<HttpResponse> => {
    const response = await send();
    if (response.status !== 503) return response;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return untilAvailable(send);
  };

  const UNAVAILABLE = [503, 503, 503, 503, 401];

  it('responds 503 within two seconds when PostgreSQL stops, and recovers when it is back', async () => {
    const tokens = await logIn();
    await postgres.halt();
    const { statuses, tookMs } = await responsesOf(() => requestsOfEachKind(tokens));
    expect(statuses).toEqual(UNAVAILABLE);
    expect(tookMs).toBeLessThan(2_000);
    expect(await isReady(dataSource)).toBe(false);
    await postgres.resume();
    expect((await untilAvailable(() => refresh(tokens.refresh))).status).toBe(200);
    expect(await isReady(dataSource)).toBe(true);
  });

  describe('a PostgreSQL that hangs', () => {
    let suspended: number[] = [];

    const suspend = async () => {
      suspended = [...(await backends()), postgres.pid()];
      suspended.forEach((pid) => process.kill(pid, 'SIGSTOP'));
    };
    const resume = () => {
      suspended.splice(0).forEach((pid) => process.kill(pid, 'SIGCONT'));
    };
    const backends = async (): Promise<number[]> => {
      const client = new pg.Client(postgres.url);
      await client.connect();
      const sql = 'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()';
      const { rows } = await client.query<{ pid: number }>(sql);
      await client.end();
      return rows.map(({ pid }) => pid);
    };
    afterAll(resume);

    it('responds 503 to 40 simultaneous requests within two seconds when PostgreSQL hangs, and recovers', async () => {
      const tokens = await logIn();
      await suspend();
      const simultaneousRequests = () =>
        Array.from({ length: 8 }, () => requestsOfEachKind(tokens)).flat();
      const { statuses, tookMs } = await responsesOf(simultaneousRequests);
      expect(statuses).toEqual(Array.from({ length: 8 }, () => UNAVAILABLE).flat());
      expect(tookMs).toBeLessThan(2_000);
      resume();
      expect((await untilAvailable(() => refresh(tokens.refresh))).status).toBe(200);
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
      const { refresh: token } = await logIn();
      await suspend();
      expect((await refresh(token)).status).toBe(503);
      resume();
      const response = await untilAvailable(() => refresh(token));
      expect(response.status).toBe(200);
      expect((await refresh(token)).text).toBe(response.text);
      const next = String(response.json['refresh']);
      expect((await refresh(next, 'the-key-of-the-second-token')).status).toBe(200);
    });
  });
});
