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

/** The whole service as it is run, with its own time-outs, over a PostgreSQL that fails it. */
describe('a service whose PostgreSQL', () => {
  let postgres: PostgresServer;
  let server: ServerProcess;
  let dataSource: DataSource;

  beforeAll(async () => {
    // What was committed must be there after a crash.
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
  const everything = ({ access, refresh: token }: Tokens): Promise<HttpResponse>[] => [
    server.get('/api/me/', { Authorization: `Bearer ${access}` }),
    server.post('/api/token/', CREDENTIALS),
    refresh(token),
    server.post('/api/token/verify/', { token }),
    server.post('/api/token/blacklist/', { refresh: 'no token of ours' }),
  ];

  /** @returns statuses, and the milliseconds until the last was there */
  const responsesOf = async (requests: () => Promise<HttpResponse>[]) => {
    const begun = performance.now();
    const responses = await Promise.all(requests());
    const tookMs = performance.now() - begun;
    for (const { status, headers, json } of responses.filter((one) => one.status === 503)) {
      expect([status, headers.get('retry-after')]).toEqual([503, '1']);
      expect(json).toEqual({ detail: 'Service temporarily unavailable, try again later.' });
    }
    return { statuses: responses.map(({ status }) => status), tookMs };
  };

  /** As a client does that is told to come back. */
  const untilAnswered = async (ask: () => Promise<HttpResponse>): Promise<HttpResponse> => {
    const response = await ask();
    if (response.status !== 503) return response;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return untilAnswered(ask);
  };

  const UNAVAILABLE = [503, 503, 503, 503, 401];

  it('stops answers 503 within two seconds, and goes on by itself when it is back', async () => {
    const tokens = await logIn();
    await postgres.halt();
    const { statuses, tookMs } = await responsesOf(() => everything(tokens));
    expect(statuses).toEqual(UNAVAILABLE);
    expect(tookMs).toBeLessThan(2_000);
    expect(await isReady(dataSource)).toBe(false);
    await postgres.resume();
    expect((await untilAnswered(() => refresh(tokens.refresh))).status).toBe(200);
    expect(await isReady(dataSource)).toBe(true);
  });

  describe('hangs', () => {
    let hung: number[] = [];

    const hang = async () => {
      hung = [...(await backends()), postgres.pid()];
      hung.forEach((pid) => process.kill(pid, 'SIGSTOP'));
    };
    const wake = () => {
      hung.splice(0).forEach((pid) => process.kill(pid, 'SIGCONT'));
    };
    const backends = async (): Promise<number[]> => {
      const client = new pg.Client(postgres.url);
      await client.connect();
      const sql = 'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()';
      const { rows } = await client.query<{ pid: number }>(sql);
      await client.end();
      return rows.map(({ pid }) => pid);
    };
    afterAll(wake);

    it('answers 503 within two seconds, a crowd too, and goes on when it is awake', async () => {
      const tokens = await logIn();
      await hang();
      const crowd = () => Array.from({ length: 8 }, () => everything(tokens)).flat();
      const { statuses, tookMs } = await responsesOf(crowd);
      expect(statuses).toEqual(Array.from({ length: 8 }, () => UNAVAILABLE).flat());
      expect(tookMs).toBeLessThan(2_000);
      wake();
      expect((await untilAnswered(() => refresh(tokens.refresh))).status).toBe(200);
    });

    it('is not ready, which is said within a second or little more', async () => {
      expect(await isReady(dataSource)).toBe(true);
      await hang();
      const begun = performance.now();
      expect(await isReady(dataSource)).toBe(false);
      expect(performance.now() - begun).toBeLessThan(1_500);
      wake();
    });

    it('carries out what it was asked when it wakes: a client with a key gets that pair', async () => {
      const { refresh: token } = await logIn();
      await hang();
      expect((await refresh(token)).status).toBe(503);
      wake();
      const response = await untilAnswered(() => refresh(token));
      expect(response.status).toBe(200);
      expect((await refresh(token)).text).toBe(response.text);
      const next = String(response.json['refresh']);
      expect((await refresh(next, 'the-key-of-the-second-token')).status).toBe(200);
    });
  });
});
