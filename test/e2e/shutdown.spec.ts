import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import { Connection, type RawResponse } from '../support/connection.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { ServerProcess } from '../support/server-process.js';
import { SECRET } from '../support/service.js';

const BODY = '{"username":"nobody","password":"x"}';
const HEADERS = ['Host: keyturn', `Content-Length: ${BODY.length}`].join('\r\n');
const LOG_IN_HEAD = `POST /api/token/ HTTP/1.1\r\nContent-Type: application/json\r\n${HEADERS}\r\n\r\n`;

let database: TestDatabase;
let server: ServerProcess;
let said: string;

const start = async (variables: Record<string, string>) => {
  const all = { DATABASE_URL: database.url, JWT_SECRET: SECRET, ...variables };
  server = await ServerProcess.start(all, undefined, (text) => (said += text));
};

beforeEach(async () => {
  said = '';
  database = await createDatabase('sqlite');
});
afterEach(async () => {
  await server.stop('SIGKILL');
  await database.drop();
});

/** A request whose headers have arrived, and whose body has not. */
async function beginSession(): Promise<Connection> {
  const connection = await Connection.open(server.url);
  connection.send(LOG_IN_HEAD);
  // Answered on another connection later than the first was read.
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

describe('a service that is told to stop', () => {
  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT', 'SIGHUP'])(
    'answers what was asked, says that it hangs up, and ends with 0 (%s)',
    async (signal) => {
      await start({});
      const connection = await beginSession();
      const ended = server.stop(signal);
      await untilRefused();
      connection.send(BODY);
      const { status, headers } = await connection.read();
      expect([status, headers.get('connection')]).toEqual([401, 'close']);
      await connection.untilClosed();
      expect(await ended).toBe(0);
      expect(said).not.toMatch(/error/i);
    },
  );

  it('closes connections on which nothing is asked, at once where no proxy is in front', async () => {
    await start({ SHUTDOWN_TIMEOUT: '3h' });
    const fresh = await Connection.open(server.url);
    const used = await Connection.open(server.url);
    await used.request('GET', '/health/live');
    const ended = server.stop();
    await Promise.all([fresh.untilClosed(), used.untilClosed()]);
    expect(await ended).toBe(0);
  });

  it('is not ready first, and lets who does not know it in for SHUTDOWN_DELAY', async () => {
    await start({ SHUTDOWN_DELAY: '1s' });
    const probe = await Connection.open(server.url);
    const ended = server.stop();
    expect(await untilUnready(probe)).toBe('{"status":"unavailable","failed":["shutdown"]}');
    const late = await Connection.open(server.url);
    expect((await late.request('GET', '/health/live')).status).toBe(200);
    expect(await ended).toBe(0);
  });

  it('serves a connection that is in use to the end, and says with the last answer that it hangs up', async () => {
    await start({ SHUTDOWN_DELAY: '1s' });
    const connection = await Connection.open(server.url);
    const ended = server.stop();
    const last = await untilHangingUp(connection);
    expect(last.status).toBe(401);
    await untilRefused();
    expect(await ended).toBe(0);
  });

  /** The connection is in use all the time. */
  const untilHangingUp = async (connection: Connection): Promise<RawResponse> => {
    const response = await connection.request('GET', '/api/me/');
    return response.headers.get('connection') === 'close' ? response : untilHangingUp(connection);
  };

  it('ends with 1 and a word when SHUTDOWN_TIMEOUT passes first', async () => {
    await start({ SHUTDOWN_TIMEOUT: '1s' });
    await beginSession();
    expect(await server.stop()).toBe(1);
    expect(said).toContain('SHUTDOWN_TIMEOUT has expired: 1 request was aborted.');
  });

  it('goes on answering when a terminal that goes away says so twice', async () => {
    await start({});
    const connection = await beginSession();
    const ended = server.stop('SIGHUP');
    await untilRefused();
    process.kill(server.pid, 'SIGHUP');
    connection.send(BODY);
    expect((await connection.read()).status).toBe(401);
    expect(await ended).toBe(0);
  });

  it.each<[NodeJS.Signals, NodeJS.Signals]>([
    ['SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGTERM'],
  ])('by %s and told again by %s, ends at once', async (first, second) => {
    await start({ SHUTDOWN_TIMEOUT: '3h' });
    await beginSession();
    const ended = server.stop(first);
    await untilRefused();
    process.kill(server.pid, second);
    await ended;
    expect(server.signal).toBe(second);
  });
});
