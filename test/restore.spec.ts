import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { createDatabase, DATABASES, type DatabaseKind } from './support/databases.js';
import { claimsOf } from './support/jwt.js';
import { KeyedClient } from './support/keyed-client.js';
import { startPostgres, SYSTEM_BINARIES } from './support/postgres.mjs';
import { runCli } from './support/run-cli.js';
import { keyturn, ServerProcess } from './support/server-process.js';
import { SECRET } from './support/service.js';

const ALICE = { username: 'alice', password: 'a good password' };

/** A database, and the commands that docs/operating.md names for it. */
interface Restorable {
  url: string;
  backUp(): Promise<void>;
  /** While no service runs. */
  restore(): void;
  drop(): Promise<void>;
}

const run = (command: string, ...args: string[]) =>
  void execFileSync(command, args, { stdio: 'pipe' });

async function sqlite(): Promise<Restorable> {
  const created = await createDatabase('sqlite');
  const { url } = created;
  const drop = () => created.drop();
  const file = url.slice('sqlite:'.length);
  const copy = `${file}.backup`;
  const restore = () => {
    for (const name of [file, `${file}-wal`, `${file}-shm`]) rmSync(name, { force: true });
    copyFileSync(copy, file);
  };
  return { url, drop, restore, backUp: () => keyturn(['backup', copy], { DATABASE_URL: url }) };
}

async function postgres(): Promise<Restorable> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-dump-'));
  const server = await startPostgres(undefined, {}, SYSTEM_BINARIES);
  const dump = join(folder, 'keyturn.dump');
  const { url } = server;
  const options = ['--clean', '--if-exists', '--no-owner', '--single-transaction'];
  return {
    url,
    backUp: () => Promise.resolve(run('pg_dump', '--format=custom', `--file=${dump}`, url)),
    restore: () => run('pg_restore', ...options, `--dbname=${url}`, dump),
    drop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const OPEN: Record<DatabaseKind, () => Promise<Restorable>> = { sqlite, postgres };

const majorOf = (program: string) =>
  / (\d+)/.exec(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1];

/** pg_dump reads no server that is newer: the test brings one of the same release, or nothing. */
const canDump =
  majorOf('pg_dump') !== undefined &&
  majorOf('pg_dump') === majorOf('postgres') &&
  majorOf('pg_restore') !== undefined;
if (!canDump) process.stderr.write('\nNo pg_dump: RESTORING A POSTGRESQL IS NOT TESTED.\n');
const restorable = DATABASES.filter((kind) => kind === 'sqlite' || canDump);

describe.each(restorable)('after an older backup was restored (%s)', (kind) => {
  let database: Restorable;
  let server: ServerProcess;
  let honest: KeyedClient;
  let loggedOut: KeyedClient;
  let late: KeyedClient;
  let spent: string;

  const start = () => ServerProcess.start({ DATABASE_URL: database.url, JWT_SECRET: SECRET });
  const refreshTimes = async (count: number) => {
    for (let done = 0; done < count; done++) expect((await honest.refresh()).status).toBe(200);
  };

  beforeAll(async () => {
    database = await OPEN[kind]();
    await keyturn(['migrate'], { DATABASE_URL: database.url });
    const create = ['user', 'create', 'alice', '--password-stdin'];
    await keyturn(create, { DATABASE_URL: database.url }, ALICE.password);
    server = await start();
    honest = await KeyedClient.logIn(server, ALICE);
    loggedOut = await KeyedClient.logIn(server, ALICE);
    await refreshTimes(1);
    await database.backUp();
    await refreshTimes(3);
    spent = honest.tokens.refresh;
    await refreshTimes(1);
    late = await KeyedClient.logIn(server, ALICE);
    await server.post('/api/token/blacklist/', { refresh: loggedOut.tokens.refresh });
    await server.stop();
    database.restore();
    server = await start();
    for (const client of [honest, loggedOut, late]) client.service = server;
  });
  afterAll(async () => {
    await server.stop();
    await database.drop();
  });

  it('a client goes on with the token that it has, which is newer than the backup', async () => {
    expect(claimsOf(honest.tokens.refresh)['gen']).toBe(5);
    expect((await honest.me()).status).toBe(200);
    await refreshTimes(2);
    expect(claimsOf(honest.tokens.refresh)['gen']).toBe(7);
    expect((await honest.me()).status).toBe(200);
  });

  it('a login that is younger than the backup is gone', async () => {
    expect(await late.refresh()).toMatchObject({
      status: 401,
      json: { detail: 'Token is invalid or expired' },
    });
  });

  it('what was ended since the backup lives again: that is what a backup costs', async () => {
    expect((await loggedOut.refresh()).status).toBe(200);
  });

  it('a thief with a spent token is noticed as before', async () => {
    expect((await server.post('/api/token/refresh/', { refresh: spent })).status).toBe(401);
    expect((await honest.refresh()).json).toMatchObject({ detail: 'Token is blacklisted' });
  });
});

describe('keyturn backup', () => {
  let folder: string;
  let env: Record<string, string>;
  const at = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-backup-'));
    env = { DATABASE_URL: `sqlite:${at('keyturn.sqlite')}`, JWT_SECRET: SECRET };
    await keyturn(['user', 'create', 'alice', '--password-stdin'], env, ALICE.password);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const backup = (file: string, DATABASE_URL = env['DATABASE_URL']!) =>
    runCli(['backup', file, '--json'], { env: { DATABASE_URL } });

  it('is whole while clients refresh all the time, and for its owner alone', async () => {
    const server = await ServerProcess.start(env);
    const clients = await Promise.all(
      Array.from({ length: 4 }, () => KeyedClient.logIn(server, ALICE)),
    );
    let isOver = false;
    const statuses = new Set<number>();
    const work = clients.map(async (client) => {
      while (!isOver) statuses.add((await client.refresh()).status);
    });
    const { status, stdout, stderr } = await backup(at('copy.sqlite'));
    isOver = true;
    await Promise.all(work);
    await server.stop();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { size, mode } = statSync(at('copy.sqlite'));
    expect(JSON.parse(stdout)).toEqual({ file: at('copy.sqlite'), bytes: size });
    expect(mode & 0o777).toBe(0o600);
    expect(statuses).toEqual(new Set([200]));
    const copy = new Database(at('copy.sqlite'), { readonly: true });
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    const count = copy.prepare('SELECT count(*) FROM keyturn_refresh_token').pluck();
    expect(count.get()).toBe(4);
    copy.close();
  });

  /** The process dies at this call, as by a signal. */
  const dyingAt = (call: string) =>
    `--import data:text/javascript,${encodeURIComponent(
      `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
      fs.${call} = () => process.kill(process.pid, 'SIGKILL'); syncBuiltinESMExports();`,
    )}`;

  it('that is interrupted has made nothing of its name, and may be made again', async () => {
    const file = at('interrupted.sqlite');
    const dying = { ...env, NODE_OPTIONS: dyingAt('fsyncSync') };
    expect(await runCli(['backup', file], { env: dying })).toMatchObject({ status: null });
    expect(existsSync(file)).toBe(false);
    expect(await backup(file)).toMatchObject({ status: 0, stderr: '' });
    const left = readdirSync(folder).filter((name) => name.startsWith('interrupted.sqlite.'));
    expect(left).toEqual([expect.stringMatching(/\.part$/)]);
    if (process.platform !== 'win32') expect(statSync(at(left[0]!)).mode & 0o777).toBe(0o600);
  });

  it('leaves no draft behind', async () => {
    expect(await backup(at('whole.sqlite'))).toMatchObject({ status: 0 });
    const names = readdirSync(folder).filter((name) => name.startsWith('whole.sqlite'));
    expect(names).toEqual(['whole.sqlite']);
  });

  it.each<[string, string, string | undefined, RegExp]>([
    ['a file that is there', 'there', undefined, /there is something already/],
    ['a folder that is not there', 'no/where', undefined, /cannot be made/],
    ['a database that is not there', 'free', 'sqlite:/nowhere/at/all', /cannot be read/],
    ['a database in memory', 'free', 'sqlite::memory:', /in memory/],
    ['a PostgreSQL', 'free', 'postgres://h/x', /pg_dump/],
  ])('refuses %s, and leaves everything as it was', async (_, file, url, reason) => {
    writeFileSync(at('there'), 'precious');
    const { status, stdout, stderr } = await backup(at(file), url);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(readFileSync(at('there'), 'utf8')).toBe('precious');
    expect(existsSync(at('free'))).toBe(false);
  });
});
