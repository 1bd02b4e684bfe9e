import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import Database from 'better-sqlite3';
import pg from 'pg';
import { ConfigurationError } from '../src/service/configuration-error.js';
import { type Output, start } from '../src/service/start.js';
import { createDatabase, DATABASES, type TestDatabase } from './support/databases.js';
import { HttpClient } from './support/http-client.js';
import { runCli, spawnCli } from './support/run-cli.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';

/** Where a person looks on, or a log collector. */
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
let neighbour: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-start-'));
  file = join(folder, 'data', 'keyturn.sqlite');
  variables = { DATABASE_URL: `sqlite:${file}`, PORT: '0' };
  logged = '';
  running = [];
  // Nest's logger writes there.
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
  neighbour?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Lines are written together, once in a turn of the event loop. */
const logIsWritten = (): Promise<void> => setImmediate();

async function startOn({ isTTY }: { isTTY: boolean }, more: Record<string, string> = {}) {
  const output = new FakeOutput(isTTY);
  const app = await start({ ...variables, ...more }, output);
  running.push(app);
  await logIsWritten();
  return { url: await app.getUrl(), shown: output.text };
}

/** @returns a port on which somebody else listens */
async function portInUse(): Promise<string> {
  neighbour = createServer().listen(0, '127.0.0.1');
  await once(neighbour, 'listening');
  return String((neighbour.address() as AddressInfo).port);
}

const TERMINAL = { isTTY: true };
const LOG = { isTTY: false };

function usernames(): unknown[] {
  const database = new Database(file, { readonly: true });
  const names = database.prepare('SELECT username FROM keyturn_user').pluck().all();
  database.close();
  return names;
}

const passwordIn = (shown: string) => /^ {2}Password {2}(\S{20}) /m.exec(shown)?.[1];

describe('the first start at a terminal', () => {
  it('shows where the API and the data are, and the first user with a password', async () => {
    const { url, shown } = await startOn(TERMINAL);
    expect(shown).toContain(`\n  API       ${url}/api/\n`);
    expect(shown).toContain(`\n  Data      ${file}\n`);
    expect(shown).toContain('\n  User      admin\n');
    expect(passwordIn(shown)).toMatch(/^[\w-]{20}$/);
    expect(usernames()).toEqual(['admin']);
  });

  it('shows a curl line that logs in', async () => {
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

  it('writes the password into no log and no file', async () => {
    const { shown } = await startOn(TERMINAL);
    const password = passwordIn(shown)!;
    expect(logged).not.toContain(password);
    const names = readdirSync(join(folder, 'data'));
    expect(names).toEqual(expect.arrayContaining(['keyturn.sqlite.secret', 'keyturn.sqlite']));
    for (const name of names) {
      expect(readFileSync(join(folder, 'data', name)).includes(password)).toBe(false);
    }
  });

  it('keeps the signing secret beside the database, for its owner alone', async () => {
    await startOn(TERMINAL);
    expect(statSync(join(folder, 'data', 'keyturn.sqlite.secret')).mode & 0o777).toBe(0o600);
  });

  it('makes the user before the port is bound, and says the password even when it is taken', async () => {
    const output = new FakeOutput(true);
    const attempt = start({ ...variables, PORT: await portInUse() }, output);
    await expect(attempt).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(logged).not.toContain(passwordIn(output.text));
    const { url } = await startOn(TERMINAL);
    const credentials = { username: 'admin', password: passwordIn(output.text) };
    expect(await new HttpClient(url).post('/api/token/', credentials)).toMatchObject({
      status: 200,
    });
  });
});

describe('a second start', () => {
  it('says nothing of passwords, makes no user, and goes on with the secret of the first', async () => {
    const first = await startOn(TERMINAL);
    const credentials = { username: 'admin', password: passwordIn(first.shown) };
    const { json } = await new HttpClient(first.url).post('/api/token/', credentials);
    await running.pop()?.close();
    logged = '';
    const second = await startOn(TERMINAL);
    expect(second.shown).toContain('Keyturn is running.');
    expect(second.shown + logged).not.toMatch(/password|user|curl/i);
    expect(usernames()).toEqual(['admin']);
    const { access } = json as { access: string };
    const headers = { Authorization: `Bearer ${access}` };
    expect(await new HttpClient(second.url).get('/api/me/', headers)).toMatchObject({
      status: 200,
    });
  });
});

describe('a start away from a terminal', () => {
  it('makes no user, and its log names the command that makes one', async () => {
    await startOn(LOG);
    expect(usernames()).toEqual([]);
    expect(logged).toContain('npm run --silent keyturn -- user create NAME');
  });

  it('writes nothing but a log in JSON, with the URL and without a password', async () => {
    const { url, shown } = await startOn(LOG);
    expect(shown).toBe('');
    const lines = logged.trimEnd().split('\n');
    const messages = lines.map((line) => (JSON.parse(line) as { message: unknown }).message);
    expect(messages).toContain(`Listening on ${url}/api/`);
    expect(logged).not.toMatch(/password/i);
  });
});

it('a start says in its log on which host it listens, not that it is reached on this machine', async () => {
  const { url } = await startOn(LOG, { HOST: '0.0.0.0' });
  expect(logged).toContain(`Listening on http://0.0.0.0:${new URL(url).port}/api/`);
});

it('a start warns in its log of a name that looks mistyped, and goes on', async () => {
  await startOn(LOG, { JWT_SECERT: SECRET });
  expect(logged).toContain('JWT_SECERT is unknown and ignored. Did you mean JWT_SECRET?');
  expect(logged).not.toContain(SECRET);
});

describe('in production', () => {
  const production = { NODE_ENV: 'production' };

  it.each([
    ['missing', {}],
    ['short', { JWT_SECRET: 'short' }],
    ['well-known', { JWT_SECRET: 'your-256-bit-secret-your-256-bit' }],
  ])('a start whose secret is %s invents nothing and leaves nothing', async (_, secret) => {
    const attempt = start({ ...variables, ...production, ...secret }, new FakeOutput(true));
    await expect(attempt).rejects.toThrow(ConfigurationError);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('no user is made, at a terminal either, and no secret is kept', async () => {
    const { shown } = await startOn(TERMINAL, { ...production, JWT_SECRET: SECRET });
    expect(shown).not.toMatch(/password/i);
    expect(usernames()).toEqual([]);
    expect(existsSync(join(folder, 'data', 'keyturn.sqlite.secret'))).toBe(false);
    expect(logged).toContain('user create NAME');
  });

  it('the process exits with 78 and the command that mends it', async () => {
    const env = { ...variables, ...production };
    const { status, stdout, stderr } = await runCli(['serve'], { env, cwd: folder });
    expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
    expect(stderr).toBe(
      'Invalid configuration:\n- JWT_SECRET is missing. Generate one and store it: ' +
        `export JWT_SECRET="$(node -p "crypto.randomBytes(48).toString('base64url')")"\n`,
    );
  });
});

describe.each(DATABASES)('a start on a port in use (%s)', (kind) => {
  let database: TestDatabase;
  beforeEach(async () => void (database = await createDatabase(kind)));
  afterEach(() => database.drop());

  it('says so, ends the process, and lets go of the database', async () => {
    const PORT = await portInUse();
    const env = { DATABASE_URL: database.url, JWT_SECRET: SECRET, PORT };
    await runCli(['migrate'], { env });
    const { status, stderr } = await runCli(['serve'], { env, cwd: folder });
    expect(status).toBe(1);
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(
      `listen EADDRINUSE: address already in use 127.0.0.1:${PORT}. Set PORT to a free port.`,
    );
    const attempt = start(env, new FakeOutput(false));
    await expect(attempt).rejects.toMatchObject({ code: 'EADDRINUSE' });
    if (kind === 'postgres') expect(await connectionsTo(database.url)).toBe(0);
  });
});

/** How many connections of the service a PostgreSQL still has, when those that end have ended. */
async function connectionsTo(url: string): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  const count = async () => {
    const { rowCount } = await client.query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'keyturn'",
    );
    return rowCount ?? 0;
  };
  // The server needs a moment to notice; a pool that is left alone goes on for ten seconds.
  for (let attempt = 0; attempt < 20 && (await count()) > 0; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return count().finally(() => client.end());
}

/** What is loaded at a terminal alone is in the bundle too, and nobody else would notice. */
it('the built service comes up at a terminal as well, and says where it is', async () => {
  const NODE_OPTIONS = '--import data:text/javascript,process.stdout.isTTY=true';
  const env = { ...variables, NODE_OPTIONS, LOG_LEVEL: 'trace' };
  const child = spawnCli(['serve'], { env, cwd: folder });
  let said = '';
  for await (const text of child.stdout) {
    said += String(text);
    if (said.includes('Log in:')) child.kill('SIGTERM');
  }
  expect(said).toMatch(/^\nKeyturn is running\.\n/);
});

describe('processes that start at once on one new SQLite file', () => {
  it('all come up, with one secret, and end when they are told to', async () => {
    const env = variables;
    const processes = Array.from({ length: 4 }, () => spawnCli(['serve'], { env, cwd: folder }));
    const ends = processes.map(async (child) => {
      let stderr = '';
      child.stderr.on('data', (text) => (stderr += String(text)));
      const status = await new Promise((resolve) => child.once('close', resolve));
      return { status, stderr };
    });
    const urls = await Promise.all(processes.map(({ stdout }) => urlIn(stdout)));
    const created = await runCli(['user', 'create', 'alice', '--password-stdin'], {
      env,
      input: 'a good password',
    });
    expect(created).toMatchObject({ status: 0 });
    const credentials = { username: 'alice', password: 'a good password' };
    const response = await new HttpClient(urls[0]!).post('/api/token/', credentials);
    const headers = { Authorization: `Bearer ${String(response.json['access'])}` };
    const seen = await Promise.all(urls.map((url) => new HttpClient(url).get('/api/me/', headers)));
    expect(seen.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(urls).size).toBe(4);
    processes.forEach((child) => child.kill('SIGTERM'));
    expect(await Promise.all(ends)).toEqual(ends.map(() => ({ status: 0, stderr: '' })));
  });
});

/** Reads a log until it says where the service listens. */
async function urlIn(log: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(log)) {
    const url = /Listening on (http:\S+)\/api\//.exec(line)?.[1];
    if (url !== undefined) {
      log.resume();
      return url;
    }
  }
  throw new Error('The service ended before it listened.');
}
