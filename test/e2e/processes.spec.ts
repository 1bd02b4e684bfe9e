import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, DATABASES, type TestDatabase } from '../support/databases.js';
import type { HttpResponse, RequestHeaders } from '../support/http-client.js';
import { keyturn, ServerProcess } from '../support/server-process.js';
import { SECRET, type Tokens } from '../support/service.js';

const PROCESSES = 4;
const REQUESTS = 64;
const CREDENTIALS = { username: 'alice', password: 'a good password' };

describe.each(DATABASES)('four processes on one database (%s)', (kind) => {
  let database: TestDatabase;
  let servers: ServerProcess[] = [];

  beforeAll(async () => {
    database = await createDatabase(kind);
    const variables = { DATABASE_URL: database.url, JWT_SECRET: SECRET };
    await keyturn(['migrate'], variables);
    const create = ['user', 'create', CREDENTIALS.username, '--password-stdin'];
    await keyturn(create, variables, CREDENTIALS.password);
    servers = await Promise.all(
      Array.from({ length: PROCESSES }, () => ServerProcess.start(variables)),
    );
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await database.drop();
  });

  const server = (index: number) => servers[index % PROCESSES]!;
  const logIn = async () =>
    (await server(0).post('/api/token/', CREDENTIALS)).json as unknown as Tokens;
  const refreshAtOnce = (
    refresh: string,
    headers: (index: number) => RequestHeaders,
  ): Promise<HttpResponse[]> =>
    Promise.all(
      Array.from({ length: REQUESTS }, (_, index) =>
        server(index).post('/api/token/refresh/', { refresh }, headers(index)),
      ),
    );
  const successesOf = (responses: HttpResponse[]) =>
    responses.filter(({ status }) => status === 200);
  const successorOf = (response: HttpResponse | undefined) => response?.json['refresh'] as string;
  const refreshWith = async (refresh: string) =>
    (await server(1).post('/api/token/refresh/', { refresh })).json;

  it('rotates a token once and revokes its session when 64 clients send it without a key', async () => {
    const { refresh } = await logIn();
    const responses = await refreshAtOnce(refresh, () => ({}));
    const [winner, ...others] = successesOf(responses);
    expect(others).toEqual([]);
    expect(responses.filter(({ status }) => status === 401)).toHaveLength(REQUESTS - 1);
    expect(await refreshWith(successorOf(winner))).toMatchObject({
      detail: 'Token is blacklisted',
    });
  });

  it('rotates a token once and revokes its session when 64 clients send it with different keys', async () => {
    const { refresh } = await logIn();
    const responses = await refreshAtOnce(refresh, (index) => ({
      'Idempotency-Key': `the-key-of-client-${index}`,
    }));
    const [winner, ...others] = successesOf(responses);
    expect(others).toEqual([]);
    expect(await refreshWith(successorOf(winner))).toMatchObject({
      detail: 'Token is blacklisted',
    });
  });

  it('returns one pair 64 times when a client sends a token 64 times with one key', async () => {
    const { refresh } = await logIn();
    const key = { 'Idempotency-Key': 'the-key-of-one-client' };
    const responses = await refreshAtOnce(refresh, () => key);
    expect(successesOf(responses)).toHaveLength(REQUESTS);
    expect(new Set(responses.map(({ text }) => text)).size).toBe(1);
    const next = { refresh: successorOf(responses[0]) };
    expect((await server(2).post('/api/token/refresh/', next)).status).toBe(200);
  });

  it('rejects the access token of a revoked session in every process within a second', async () => {
    const { access, refresh } = await logIn();
    const bearer = { Authorization: `Bearer ${access}` };
    const statusesOfAll = () =>
      Promise.all(servers.map(async (one) => (await one.get('/api/me/', bearer)).status));
    expect(await statusesOfAll()).toEqual([200, 200, 200, 200]);
    await server(0).post('/api/token/blacklist/', { refresh });
    expect((await server(0).get('/api/me/', bearer)).status).toBe(401);
    await sleep(1100);
    expect(await statusesOfAll()).toEqual([401, 401, 401, 401]);
  });

  it('returns the same pair to a retry after the process that issued it was killed', async () => {
    const { refresh } = await logIn();
    const key = { 'Idempotency-Key': 'the-key-of-a-lost-response' };
    const killed = await ServerProcess.start({ DATABASE_URL: database.url, JWT_SECRET: SECRET });
    const first = await killed.post('/api/token/refresh/', { refresh }, key);
    await killed.stop('SIGKILL');
    const repeated = await server(3).post('/api/token/refresh/', { refresh }, key);
    expect([repeated.status, repeated.text]).toEqual([200, first.text]);
  });

  it('exits with status 0 on SIGTERM', async () => {
    const extra = await ServerProcess.start({ DATABASE_URL: database.url, JWT_SECRET: SECRET });
    expect(await extra.stop()).toBe(0);
  });
});
