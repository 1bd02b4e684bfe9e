import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { BusyClient } from '../../test/support/busy-client.js';
import { Connection } from '../../test/support/connection.js';
import { claimsOf } from '../../test/support/jwt.js';
import { Nginx } from './nginx.js';
import { ALICE, Deployment } from '../../test/support/deployment.js';
import { HttpClient } from '../../test/support/http-client.js';
import { DirectConnection } from '../../test/support/proxy.js';
import type { Tokens } from '../../test/support/api-client.js';

const CLIENTS = 6;
const JSON_TYPE = { 'Content-Type': 'application/json' };

describe('nginx with deploy/nginx.conf', () => {
  let deployment: Deployment;
  let nginx: Nginx;

  beforeAll(async () => {
    const variables = {
      NODE_ENV: 'production',
      TRUST_PROXY: '1',
      PUBLIC_URL: 'https://auth.example.org',
    };
    deployment = await Deployment.create('postgres', variables);
    const servers = await deployment.startMany(2);
    nginx = await Nginx.start(servers.map(({ url }) => url));
  });
  afterAll(async () => {
    await nginx.stop();
    await deployment.drop();
  });

  const post = async (connection: Connection, path: string, value: object, more = {}) => {
    const body = JSON.stringify(value);
    const response = await connection.request('POST', path, { ...JSON_TYPE, ...more }, body);
    return { ...response, tokens: JSON.parse(response.body) as Tokens };
  };

  const addressOf = async ({ access }: Tokens): Promise<unknown> => {
    const client = new pg.Client(deployment.database.url);
    await client.connect();
    const sql = 'SELECT ip FROM keyturn_refresh_token WHERE id = $1';
    const { rows } = await client.query<{ ip: string }>(sql, [claimsOf(access)['sid']]);
    await client.end();
    return rows[0]?.ip;
  };

  it('nginx forwards the client address and drops a forged X-Forwarded-For', async () => {
    const connection = await Connection.open(nginx.url, '127.0.0.7');
    const forged = { 'X-Forwarded-For': '192.0.2.66' };
    const { status, tokens } = await post(connection, '/api/token/', ALICE, forged);
    expect(status).toBe(200);
    expect(await addressOf(tokens)).toBe('127.0.0.7');
    connection.close();
  });

  it('nginx assigns a request ID and drops the ID that the client sent', async () => {
    const connection = await Connection.open(nginx.url);
    const forged = { 'X-Request-Id': 'an-id-of-the-client' };
    const { headers } = await connection.request('GET', '/api/me/', forged);
    expect(headers.get('x-request-id')).toMatch(/^[\da-f]{32}$/);
    connection.close();
  });

  it('nginx balances a chain of refreshes over both instances and passes the Idempotency-Key', async () => {
    const connection = await Connection.open(nginx.url);
    let { tokens } = await post(connection, '/api/token/', ALICE);
    for (let round = 0; round < 5; round++) {
      const key = { 'Idempotency-Key': `the-key-of-round-${round}` };
      const path = `/api/token/refresh${round % 2 ? '/' : ''}`;
      const [first, repeated] = [
        await post(connection, path, { refresh: tokens.refresh }, key),
        await post(connection, path, { refresh: tokens.refresh }, key),
      ];
      expect([first.status, repeated.body]).toEqual([200, first.body]);
      tokens = first.tokens;
    }
    const headers = { Authorization: `Bearer ${tokens.access}` };
    expect(await connection.request('GET', '/api/me/', headers)).toMatchObject({ status: 200 });
    connection.close();
  });

  it('nginx redirects pages to HTTPS, and refuses requests that have sent a token without it', async () => {
    const plain = new HttpClient(nginx.redirectUrl);
    const { status, headers } = await plain.get('/api/docs/?x=1');
    expect([status, headers.get('location')]).toEqual([
      308,
      'https://auth.example.org/api/docs/?x=1',
    ]);
    const refused = await plain.post('/api/token/', ALICE);
    expect([refused.status, refused.headers.get('content-type')]).toEqual([
      403,
      'application/json',
    ]);
    expect(refused.json).toEqual({ detail: expect.stringMatching(/^HTTPS is required\./) });
  });

  it('responses behind nginx have HSTS', async () => {
    const connection = await Connection.open(nginx.url);
    const headersOfRequest = { Host: 'auth.example.org' };
    const { headers } = await connection.request('GET', '/api/me/', headersOfRequest);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    connection.close();
  });

  it('nginx hides the health endpoints', async () => {
    const connection = await Connection.open(nginx.url);
    expect((await connection.request('GET', '/health/ready')).status).toBe(404);
    connection.close();
  });

  it('nginx fails no request while an instance is restarted', async () => {
    const connections = await Promise.all(
      Array.from({ length: CLIENTS }, () => DirectConnection.open(nginx.url)),
    );
    const clients = connections.map((connection) => new BusyClient(connection, ALICE));
    const status = await deployment.restart(0);
    await Promise.all(clients.map((client) => client.end()));
    connections.forEach((connection) => connection.close());
    expect(clients.flatMap(({ failures }) => failures)).toEqual([]);
    expect(status).toBe(0);
    for (const { responses } of clients) expect(responses).toBeGreaterThan(10);
  });
});
