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
    expect(statSync(at(left[0]!)).mode & 0o777).toBe(0o600);
  });

  it('leaves no draft behind', async () => {
    expect(await backup(at('whole.sqlite'))).toMatchObject({ status: 0 });
    const names = readdirSync(folder).filter((name) => name.startsWith('whole.sqlite'));
    expect(names).toEqual(['whole.sqlite']);
  });

  it.each<[string, string, string | undefined, RegExp]>([
    ['a file that is there', 'there', undefined, /already exists/],
    ['a folder that is not there', 'no/where', undefined, /Cannot create /],
    ['a database that is not there', 'free', 'sqlite:/nowhere/at/all', /Cannot read /],
    ['a database in memory', 'free', 'sqlite::memory:', /in-memory/],
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
