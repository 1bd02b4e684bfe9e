import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BusyClient } from '../../test/support/busy-client.js';
import { childPids } from '../../test/support/child-pids.js';
import { Connection } from '../../test/support/connection.js';
import { createDatabase } from '../../test/support/databases.js';
import { ALICE, Deployment } from '../../test/support/deployment.js';
import { HttpClient } from '../../test/support/http-client.js';
import { SECRET } from '../../test/support/jwt.js';
import { Proxy } from '../../test/support/proxy.js';
import { spawnBinary, untilExit } from '../../test/support/run-binary.js';
import type { ServerProcess } from '../../test/support/server-process.js';

const WORKERS = 3;
const BODY = JSON.stringify({ ...ALICE, password: 'not the right one' });
const LOG_IN_HEAD =
  'POST /api/token/ HTTP/1.1\r\nContent-Type: application/json\r\n' +
  `Host: localhost\r\nContent-Length: ${BODY.length}\r\n\r\n`;

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await setTimeout(20);
};

const countOf = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

/** Sends requests at the same time, each on its own connection: workers take them in turns. */
const inTurns = <T>(url: string, count: number, send: (connection: Connection) => Promise<T>) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const connection = await Connection.open(url);
      return send(connection).finally(() => connection.close());
    }),
  );

const refreshing = (refresh: string) => async (connection: Connection) => {
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ refresh });
  return (await connection.request('POST', '/api/token/refresh/', headers, body)).status;
};

describe('several workers', () => {
  let deployment: Deployment;
  let server: ServerProcess;
  let pids: number[];

  beforeAll(async () => {
    const variables = { NODE_ENV: 'production', SHUTDOWN_DELAY: '0s', METRICS_PORT: '0' };
    deployment = await Deployment.create('postgres', variables);
    server = await deployment.start({ WORKERS: String(WORKERS) });
    pids = childPids(server.pid);
  });
  afterAll(() => deployment.drop());

  it('run in processes of their own, and announce their port once', () => {
    expect(pids).toHaveLength(WORKERS);
    expect(countOf(server.output, /Listening on http:\S+ with 3 workers/g)).toBe(1);
    expect(countOf(server.output, /Metrics at/g)).toBe(1);
  });

  it('consume a refresh token once when several of them receive it', async () => {
    const { refresh } = await server.obtain(ALICE.username);
    const statuses = await inTurns(server.url, 4 * WORKERS, refreshing(refresh));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  it('all reject a refresh token that one of them has consumed', async () => {
    const { refresh } = await server.obtain(ALICE.username);
    expect((await server.refresh(refresh)).status).toBe(200);
    const statuses = await inTurns(server.url, 2 * WORKERS, refreshing(refresh));
    expect(new Set(statuses)).toEqual(new Set([401]));
  });

  it('count their requests together, also those of a worker that was killed', async () => {
    const metrics = new HttpClient(server.metricsOrigin);
    const sample = (name: string) => async () => {
      const { text } = await metrics.get('/metrics');
      return text.split('\n').find((line) => line.startsWith(name)) ?? '';
    };
    const requests = sample('keyturn_http_requests_total{method="GET",route="/api/me/"');
    await inTurns(server.url, 4 * WORKERS, (one) => one.request('GET', '/api/me/'));
    expect(await requests()).toMatch(/status="401"} 12$/);
    expect(await sample('keyturn_build_info')()).toMatch(/ 1$/);
    process.kill(pids[0]!, 'SIGKILL');
    await until(() => server.output.includes(`Worker ${pids[0]} ended unexpectedly by SIGKILL.`));
    expect(await requests()).toMatch(/status="401"} 12$/);
  });

  it('are replaced when they are killed, while the others serve every request', async () => {
    const known = childPids(server.pid);
    const [killed] = known;
    process.kill(killed!, 'SIGKILL');
    const isReplaced = () =>
      childPids(server.pid).filter((pid) => pid !== killed).length === WORKERS;
    while (!isReplaced()) {
      const [response] = await inTurns(server.url, 1, (one) => one.request('GET', '/health/live'));
      expect(response?.status).toBe(200);
    }
  });

  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])(
    'complete pending requests and exit with status 0 when all processes receive %s',
    async (signal) => {
      const one = await deployment.start({ WORKERS: '2' });
      const connection = await Connection.open(one.url);
      connection.send(LOG_IN_HEAD);
      await inTurns(one.url, 2, (other) => other.request('GET', '/health/live'));
      for (const pid of childPids(one.pid)) process.kill(pid, signal);
      const exit = one.stop(signal);
      connection.send(BODY);
      const { status, headers } = await connection.read();
      expect([status, headers.get('connection')]).toEqual([401, 'close']);
      expect(await exit).toBe(0);
      expect(one.output).not.toMatch(/error/i);
    },
  );
});

describe('a restart of the workers', () => {
  let deployment: Deployment;
  afterEach(() => deployment.drop());

  it('refuses no request while SIGUSR2 replaces one worker after the other', async () => {
    const variables = { NODE_ENV: 'production', TRUST_PROXY: '1' };
    deployment = await Deployment.create('postgres', variables);
    const server = await deployment.start({ WORKERS: '2' });
    const proxy = new Proxy([server.url]);
    const before = childPids(server.pid);
    const clients = Array.from({ length: 4 }, () => new BusyClient(proxy, ALICE));
    process.kill(server.pid, 'SIGUSR2');
    await until(() => /All workers were restarted|The restart has stopped/.test(server.output));
    await Promise.all(clients.map((client) => client.end()));
    proxy.close();
    expect(clients.flatMap(({ failures }) => failures)).toEqual([]);
    const after = childPids(server.pid);
    expect(after).toHaveLength(2);
    expect(after.filter((pid) => before.includes(pid))).toEqual([]);
    expect(await server.stop()).toBe(0);
  });
});

describe('workers that cannot start', () => {
  it('exit with the status and the message of the first worker', async () => {
    const database = await createDatabase('postgres');
    const env = { DATABASE_URL: database.url, JWT_SECRET: SECRET, PORT: '0', WORKERS: '2' };
    const { status, stderr } = await untilExit(spawnBinary(['serve'], { env }));
    expect(status).toBe(78);
    expect(countOf(stderr, /are out of date/g)).toBe(1);
    await database.drop();
  });

  it('exit with status 1 when all workers have ended and none can be replaced', async () => {
    const deployment = await Deployment.create('postgres');
    const server = await deployment.start({ WORKERS: '2' });
    await deployment.database.drop();
    for (const pid of childPids(server.pid)) process.kill(pid, 'SIGKILL');
    await until(() => !server.isAlive);
    expect(await server.stop()).toBe(1);
    expect(server.output).toContain('All workers keep failing.');
  });
});

describe('workers at a terminal', () => {
  it('print one banner with the password of the first user', async () => {
    const database = await createDatabase('postgres');
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-workers-'));
    const NODE_OPTIONS = '--import data:text/javascript,process.stdout.isTTY=true';
    const more = { MIGRATE_ON_START: 'true', WORKERS: '2', PORT: '0', NODE_OPTIONS };
    const env = { DATABASE_URL: database.url, ...more };
    const child = spawnBinary(['serve'], { env, cwd: folder });
    child.stdout.on('data', (text) => String(text).includes('Log in:') && child.kill());
    const { status, stdout } = await untilExit(child);
    expect(status).toBe(0);
    expect(countOf(stdout, /Keyturn is running\./g)).toBe(1);
    expect(countOf(stdout, /Password {2}\S+ {4}\(shown this once\)/g)).toBe(1);
    await database.drop();
    rmSync(folder, { recursive: true });
  });
});
