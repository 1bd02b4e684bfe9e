import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { ConfigurationError } from '../../src/service/configuration/configuration-error.js';
import type { Output } from '../../src/service/bootstrap/announce.js';
import { PASSWORD } from '../support/api-client.js';
import { DATABASES } from '../support/databases.js';
import { HttpClient } from '../support/http-client.js';
import { emptyDatabase } from '../support/opened.js';
import { runCli } from '../support/run-cli.js';
import { ServerProcess } from '../support/server-process.js';
import { startWith } from '../support/start-with.js';
import { readRows } from '../support/sqlite-file.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';

/** A terminal or the output to a log collector. */
class FakeOutput implements Output {
  text = '';

  constructor(readonly isTTY: boolean) {}

  write(text: string): void {
    this.text += text;
  }
}

let folder: string;
let file: string;
let variables: Record<string, string>;
let logged: string;
let running: INestApplication[];
let otherServer: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-start-'));
  file = join(folder, 'data', 'keyturn.sqlite');
  variables = { DATABASE_URL: `sqlite:${file}`, PORT: '0' };
  logged = '';
  running = [];
  // Nest's logger writes to these streams.
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      logged += String(text);
      return true;
    });
  }
});

afterEach(async () => {
  await Promise.all(running.map((app) => app.close()));
  await logIsWritten();
  jest.restoreAllMocks();
  otherServer?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Log lines are written in batches, once per turn of the event loop. */
const logIsWritten = (): Promise<void> => setImmediate();

async function startOn({ isTTY }: { isTTY: boolean }, more: Record<string, string> = {}) {
  const output = new FakeOutput(isTTY);
  const app = await startWith({ ...variables, ...more }, output);
  running.push(app);
  await logIsWritten();
  return { url: await app.getUrl(), shown: output.text };
}

/** @returns a port on which another server listens */
async function portInUse(): Promise<string> {
  otherServer = createServer().listen(0, '127.0.0.1');
  await once(otherServer, 'listening');
  return String((otherServer.address() as AddressInfo).port);
}

const TERMINAL = { isTTY: true };
const LOG = { isTTY: false };

const usernames = (): unknown[] =>
  readRows<{ username: string }>(file, 'SELECT username FROM keyturn_user').map(
    ({ username }) => username,
  );

const passwordIn = (shown: string) => /^ {2}Password {2}(\S{20}) /m.exec(shown)?.[1];

describe('first start at a terminal', () => {
  it('prints the addresses of the API and the data, and the first user with a password, on the first start at a terminal', async () => {
    const { url, shown } = await startOn(TERMINAL);
    expect(shown).toContain(`\n  API       ${url}/api/\n`);
    expect(shown).toContain(`\n  Data      ${file}\n`);
    expect(shown).toContain('\n  User      admin\n');
    expect(passwordIn(shown)).toMatch(/^[\w-]{20}$/);
    expect(usernames()).toEqual(['admin']);
  });

  it('prints a curl command that logs in on the first start at a terminal', async () => {
    const { shown } = await startOn(TERMINAL);
    const line = /^ {2}curl (\S+) -H '([\w-]+): ([^']+)' -d '([^']+)'$/m.exec(shown);
    const [, url = '', header = '', value = '', body = ''] = line ?? [];
    const response = await fetch(url, { method: 'POST', headers: { [header]: value }, body });
    expect(response.status).toBe(200);
    const { access } = (await response.json()) as { access: string };
    const api = new HttpClient(url);
    const me = await api.get('/api/me/', { Authorization: `Bearer ${access}` });
    expect(me).toMatchObject({ status: 200, json: { username: 'admin' } });
  });

  it('writes the first password to no log and no file', async () => {
    const { shown } = await startOn(TERMINAL);
    const password = passwordIn(shown)!;
    expect(logged).not.toContain(password);
    const names = readdirSync(join(folder, 'data'));
    expect(names).toEqual(expect.arrayContaining(['keyturn.sqlite.secret', 'keyturn.sqlite']));
    for (const name of names) {
      expect(readFileSync(join(folder, 'data', name)).includes(password)).toBe(false);
    }
  });

  it('stores the signing secret next to the database, readable only by its owner', async () => {
    await startOn(TERMINAL);
    expect(statSync(join(folder, 'data', 'keyturn.sqlite.secret')).mode & 0o777).toBe(0o600);
  });

  it('creates the first user before it binds the port, and prints the password even when the port is in use', async () => {
    const output = new FakeOutput(true);
    const attempt = startWith({ ...variables, PORT: await portInUse() }, output);
    await expect(attempt).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(logged).not.toContain(passwordIn(output.text));
    const { url } = await startOn(TERMINAL);
    const credentials = { username: 'admin', password: passwordIn(output.text) };
    expect(await new HttpClient(url).post('/api/token/', credentials)).toMatchObject({
      status: 200,
    });
  });
});

describe('second start', () => {
  it('prints no password, creates no user and uses the same secret on a second start', async () => {
    const first = await startOn(TERMINAL);
    const credentials = { username: 'admin', password: passwordIn(first.shown) };
    const { json } = await new HttpClient(first.url).post('/api/token/', credentials);
    await running.pop()?.close();
    logged = '';
    const second = await startOn(TERMINAL);
    expect(second.shown).toContain('Keyturn is running.');
    expect(second.shown).not.toMatch(/password|user|curl/i);
    expect(logged).not.toContain(credentials.password);
    expect(usernames()).toEqual(['admin']);
    const { access } = json as { access: string };
    const headers = { Authorization: `Bearer ${access}` };
    expect(await new HttpClient(second.url).get('/api/me/', headers)).toMatchObject({
      status: 200,
    });
  });
});

describe('start without a terminal', () => {
  it('creates no user without a terminal, and logs the command that creates one', async () => {
    await startOn(LOG);
    expect(usernames()).toEqual([]);
    expect(logged).toContain('npm run --silent keyturn -- user create NAME');
  });

  it('writes only a JSON log without a terminal, with the URL and without a password', async () => {
    const { url, shown } = await startOn(LOG);
    expect(shown).toBe('');
    const lines = logged.trimEnd().split('\n');
    const messages = lines.map((line) => (JSON.parse(line) as { message: unknown }).message);
    expect(messages).toContain(`Listening on ${url}/api/`);
    expect(logged.replaceAll('/api/me/password', '')).not.toMatch(
      /password(?!\.controller|controller)/i,
    );
  });
});

it('logs the host on which it listens, not a loopback address', async () => {
  const { url } = await startOn(LOG, { HOST: '0.0.0.0' });
  expect(logged).toContain(`Listening on http://0.0.0.0:${new URL(url).port}/api/`);
});

it('logs a warning about a mistyped variable name and starts', async () => {
  await startOn(LOG, { JWT_SECERT: SECRET });
  expect(logged).toContain('JWT_SECERT is unknown and ignored. Did you mean JWT_SECRET?');
  expect(logged).not.toContain(SECRET);
});

describe('start in production', () => {
  const production = { NODE_ENV: 'production' };

  it.each([
    ['missing', {}],
    ['short', { JWT_SECRET: 'short' }],
    ['well-known', { JWT_SECRET: 'your-256-bit-secret-your-256-bit' }],
  ])('a start in production with a %s secret fails and creates no files', async (_, secret) => {
    const attempt = startWith({ ...variables, ...production, ...secret }, new FakeOutput(true));
    await expect(attempt).rejects.toThrow(ConfigurationError);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('creates no user and stores no secret in production, even at a terminal', async () => {
    const { shown } = await startOn(TERMINAL, { ...production, JWT_SECRET: SECRET });
    expect(shown).not.toMatch(/password/i);
    expect(usernames()).toEqual([]);
    expect(existsSync(join(folder, 'data', 'keyturn.sqlite.secret'))).toBe(false);
    expect(logged).toContain('user create NAME');
  });
});

describe.each(DATABASES)('a start on a port in use (%s)', (kind) => {
  it('a start on a port in use fails with the reason and closes the database connections', async () => {
    const PORT = await portInUse();
    const DATABASE_URL = await emptyDatabase(kind);
    const env = { DATABASE_URL, JWT_SECRET: SECRET, PORT };
    await runCli('migrate', { env });
    await expect(startWith(env, new FakeOutput(false))).rejects.toMatchObject({
      name: 'ListeningError',
      message: `listen EADDRINUSE: address already in use 127.0.0.1:${PORT}. Set PORT to a free port.`,
    });
    if (kind === 'postgres') expect(await connectionsTo(DATABASE_URL)).toBe(0);
  });
});

/** Counts the connections of the service after a short wait for closing ones. */
async function connectionsTo(url: string): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  const count = async () => {
    const { rowCount } = await client.query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'keyturn'",
    );
    return rowCount ?? 0;
  };
  // The server needs a moment to close connections. A forgotten pool would keep them for ten
  // seconds.
  for (let attempt = 0; attempt < 20 && (await count()) > 0; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return count().finally(() => client.end());
}

describe('simultaneous starts', () => {
  it('four processes that start at once on a new SQLite file use one secret and exit with status 0', async () => {
    const start = () => ServerProcess.start(variables);
    const servers = await Promise.all(Array.from({ length: 4 }, start));
    await runCli('user create alice --password-stdin', { env: variables, input: PASSWORD });
    const { access } = await servers[0]!.obtain('alice');
    const seen = await Promise.all(servers.map((server) => server.me(access)));
    expect(seen.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(servers.map(({ url }) => url)).size).toBe(4);
    expect(await Promise.all(servers.map((server) => server.stop()))).toEqual([0, 0, 0, 0]);
    // Every line is JSON, so no process has written to standard error.
    const lines = servers.flatMap(({ output }) => output.trimEnd().split('\n'));
    for (const line of lines) expect(line).toMatch(/^\{.*\}$/);
  });
});
