import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import { Connection, type RawResponse } from '../../test/support/connection.js';
import { createDatabase, type TestDatabase } from '../../test/support/databases.js';
import { SECRET } from '../../test/support/jwt.js';
import { ServerProcess } from '../../test/support/server-process.js';

const BODY = '{"username":"alice","password":"x"}';
const HEADERS = ['Host: localhost', `Content-Length: ${BODY.length}`].join('\r\n');
const LOG_IN_HEAD = `POST /api/token/ HTTP/1.1\r\nContent-Type: application/json\r\n${HEADERS}\r\n\r\n`;

let database: TestDatabase;
let server: ServerProcess;

const start = async (variables: Record<string, string>) => {
  server = await ServerProcess.start({
    DATABASE_URL: database.url,
    JWT_SECRET: SECRET,
    ...variables,
  });
};

beforeEach(async () => void (database = await createDatabase('sqlite')));
afterEach(async () => {
  await server.stop('SIGKILL');
  await database.drop();
});

/** Sends the headers of a log-in without its body. */
async function beginLogIn(): Promise<Connection> {
  const connection = await Connection.open(server.url);
  connection.send(LOG_IN_HEAD);
  // This connection is served after the server has read the first one.
  await server.get('/health/live');
  return connection;
}

const untilRefused = async (): Promise<void> => {
  const connection = await Connection.open(server.url).catch(() => undefined);
  connection?.close();
  if (connection === undefined) return;
  await setTimeout(10);
  return untilRefused();
};

const untilUnready = async (connection: Connection): Promise<string> => {
  const { status, body } = await connection.request('GET', '/health/ready');
  return status === 503 ? body : untilUnready(connection);
};

describe('shutdown', () => {
  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT', 'SIGHUP'])(
    'completes pending requests, sends Connection: close and exits with status 0 on %s',
    async (signal) => {
      await start({});
      const connection = await beginLogIn();
      const exit = server.stop(signal);
      await untilRefused();
      connection.send(BODY);
      const { status, headers } = await connection.read();
      expect([status, headers.get('connection')]).toEqual([401, 'close']);
      await connection.untilClosed();
      expect(await exit).toBe(0);
      expect(server.output).not.toMatch(/error/i);
    },
  );

  it('closes idle connections at once when no SHUTDOWN_DELAY is set', async () => {
    await start({ SHUTDOWN_TIMEOUT: '3h' });
    const fresh = await Connection.open(server.url);
    const used = await Connection.open(server.url);
    await used.request('GET', '/health/live');
    const exit = server.stop();
    await Promise.all([fresh.untilClosed(), used.untilClosed()]);
    expect(await exit).toBe(0);
  });

  it('reports that it is not ready and accepts new connections during SHUTDOWN_DELAY', async () => {
    await start({ SHUTDOWN_DELAY: '1s' });
    const probe = await Connection.open(server.url);
    const exit = server.stop();
    expect(await untilUnready(probe)).toBe('{"status":"unavailable","failed":["shutdown"]}');
    const late = await Connection.open(server.url);
    expect((await late.request('GET', '/health/live')).status).toBe(200);
    expect(await exit).toBe(0);
  });

  it('serves a busy connection until it sends Connection: close with the last response', async () => {
    await start({ SHUTDOWN_DELAY: '1s' });
    const connection = await Connection.open(server.url);
    const exit = server.stop();
    let last: RawResponse;
    do last = await connection.request('GET', '/api/me/');
    while (last.headers.get('connection') !== 'close');
    expect(last.status).toBe(401);
    await untilRefused();
    expect(await exit).toBe(0);
  });

  it('exits with status 1 and an error message when SHUTDOWN_TIMEOUT passes', async () => {
    await start({ SHUTDOWN_TIMEOUT: '1s' });
    await beginLogIn();
    expect(await server.stop()).toBe(1);
    expect(server.output).toContain('SHUTDOWN_TIMEOUT has expired: 1 request was aborted.');
  });

  it('completes pending requests when SIGHUP arrives twice', async () => {
    await start({});
    const connection = await beginLogIn();
    const exit = server.stop('SIGHUP');
    await untilRefused();
    process.kill(server.pid, 'SIGHUP');
    connection.send(BODY);
    expect((await connection.read()).status).toBe(401);
    expect(await exit).toBe(0);
  });

  it.each<[NodeJS.Signals, NodeJS.Signals]>([
    ['SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGTERM'],
  ])('exits at once when %s is followed by %s', async (first, second) => {
    await start({ SHUTDOWN_TIMEOUT: '3h' });
    await beginLogIn();
    const exit = server.stop(first);
    await untilRefused();
    process.kill(server.pid, second);
    await exit;
    expect(server.signal).toBe(second);
  });
});
