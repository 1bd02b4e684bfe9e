import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { createDatabase } from './support/databases.js';
import { KeyedClient } from './support/keyed-client.js';
import { describeRestored, type Restorable } from './support/restored.js';
import { runCli } from './support/run-cli.js';
import { keyturn, ServerProcess } from './support/server-process.js';
import { SECRET } from './support/service.js';

const ALICE = { username: 'alice', password: 'a good password' };

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

describeRestored('sqlite', sqlite);

describe('keyturn backup', () => {
  let folder: string;
  let env: Record<string, string>;
  const pathOf = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-backup-'));
    env = { DATABASE_URL: `sqlite:${pathOf('keyturn.sqlite')}`, JWT_SECRET: SECRET };
    await keyturn(['user', 'create', 'alice', '--password-stdin'], env, ALICE.password);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const backup = (file: string, DATABASE_URL = env['DATABASE_URL']!) =>
    runCli(['backup', file, '--json'], { env: { DATABASE_URL } });

  it('backup writes a consistent copy during refreshes, readable only by its owner', async () => {
    const server = await ServerProcess.start(env);
    const clients = await Promise.all(
      Array.from({ length: 4 }, () => KeyedClient.logIn(server, ALICE)),
    );
    let isFinished = false;
    const statuses = new Set<number>();
    const work = clients.map(async (client) => {
      while (!isFinished) statuses.add((await client.refresh()).status);
    });
    const { status, stdout, stderr } = await backup(pathOf('copy.sqlite'));
    isFinished = true;
    await Promise.all(work);
    await server.stop();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { size, mode } = statSync(pathOf('copy.sqlite'));
    expect(JSON.parse(stdout)).toEqual({ file: pathOf('copy.sqlite'), bytes: size });
    expect(mode & 0o777).toBe(0o600);
    expect(statuses).toEqual(new Set([200]));
    const copy = new Database(pathOf('copy.sqlite'), { readonly: true });
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    const count = copy.prepare('SELECT count(*) FROM keyturn_refresh_token').pluck();
    expect(count.get()).toBe(4);
    copy.close();
  });

  /** Kills the process at this call. */
  const killAt = (call: string) =>
    `--import data:text/javascript,${encodeURIComponent(
      `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
      fs.${call} = () => process.kill(process.pid, 'SIGKILL'); syncBuiltinESMExports();`,
    )}`;

  it('an interrupted backup leaves no file of its name, and can be repeated', async () => {
    const file = pathOf('interrupted.sqlite');
    const killed = { ...env, NODE_OPTIONS: killAt('fsyncSync') };
    expect(await runCli(['backup', file], { env: killed })).toMatchObject({ status: null });
    expect(existsSync(file)).toBe(false);
    expect(await backup(file)).toMatchObject({ status: 0, stderr: '' });
    const left = readdirSync(folder).filter((name) => name.startsWith('interrupted.sqlite.'));
    expect(left).toEqual([expect.stringMatching(/\.part$/)]);
    expect(statSync(pathOf(left[0]!)).mode & 0o777).toBe(0o600);
  });

  it('backup leaves no temporary file', async () => {
    expect(await backup(pathOf('whole.sqlite'))).toMatchObject({ status: 0 });
    const names = readdirSync(folder).filter((name) => name.startsWith('whole.sqlite'));
    expect(names).toEqual(['whole.sqlite']);
  });

  it.each<[string, string, string | undefined, RegExp]>([
    ['an existing file', 'existing', undefined, /already exists/],
    ['a missing folder', 'no/where', undefined, /Cannot create /],
    ['a missing database', 'free', 'sqlite:/nowhere/at/all', /Cannot read /],
    ['an in-memory database', 'free', 'sqlite::memory:', /in-memory/],
    ['a PostgreSQL database', 'free', 'postgres://h/x', /pg_dump/],
  ])('backup rejects %s and changes nothing', async (_, file, url, reason) => {
    writeFileSync(pathOf('existing'), 'precious');
    const { status, stdout, stderr } = await backup(pathOf(file), url);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(readFileSync(pathOf('existing'), 'utf8')).toBe('precious');
    expect(existsSync(pathOf('free'))).toBe(false);
  });
});
