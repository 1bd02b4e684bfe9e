import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { emptyFolder } from '../support/empty-folder.js';
import { KeyedClient } from '../support/keyed-client.js';
import { runBinary } from '../support/run-binary.js';
import { runCli } from '../support/run-cli.js';
import { ServerProcess } from '../support/server-process.js';
import { SECRET } from '../support/jwt.js';
import { readRows } from '../support/sqlite-file.js';

const ALICE = { username: 'alice', password: 'copper willow stream' };

const folder = emptyFolder();
const pathOf = (name: string) => join(folder, name);
const env = { DATABASE_URL: `sqlite:${pathOf('keyturn.sqlite')}`, JWT_SECRET: SECRET };

beforeAll(() => runCli('user create alice --password-stdin', { env, input: ALICE.password }));

it('backup writes the copy and leaves no temporary file', async () => {
  const file = pathOf('whole.sqlite');
  const { status, stdout, stderr } = await runCli(['backup', file], { env });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toBe(
    `Wrote the backup to ${file} (${statSync(file).size} bytes).\n` +
      'It does not contain the signing secret. Back up the secret separately.\n',
  );
  const names = readdirSync(folder).filter((name) => name.startsWith('whole.sqlite'));
  expect(names).toEqual(['whole.sqlite']);
});

// In a process, because an SQLite statement of this process would stop the clients.
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
  const file = pathOf('copy.sqlite');
  const { status, stdout, stderr } = await runBinary(['backup', file, '--json'], { env });
  isFinished = true;
  await Promise.all(work);
  await server.stop();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { size, mode } = statSync(file);
  expect(JSON.parse(stdout)).toEqual({ file, bytes: size });
  expect(mode & 0o777).toBe(0o600);
  expect(statuses).toEqual(new Set([200]));
  const [integrity] = readRows<object>(file, 'PRAGMA integrity_check');
  const sessions = readRows(file, 'SELECT id FROM keyturn_refresh_token');
  expect([{ ...integrity }, sessions.length]).toEqual([{ integrity_check: 'ok' }, 4]);
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
  expect(await runBinary(['backup', file], { env: killed })).toMatchObject({ status: null });
  expect(existsSync(file)).toBe(false);
  expect(await runCli(['backup', file], { env })).toMatchObject({ status: 0, stderr: '' });
  const left = readdirSync(folder).filter((name) => name.startsWith('interrupted.sqlite.'));
  expect(left).toEqual([expect.stringMatching(/\.part$/)]);
  expect(statSync(pathOf(left[0]!)).mode & 0o777).toBe(0o600);
});

it.each<[string, string, string | undefined, RegExp]>([
  ['an existing file', 'existing', undefined, /already exists/],
  ['a missing folder', 'no/where', undefined, /Cannot create /],
  ['a missing database', 'free', 'sqlite:/nowhere/at/all', /Cannot read /],
  ['an in-memory database', 'free', 'sqlite::memory:', /in-memory/],
  ['a PostgreSQL database', 'free', 'postgres://h/x', /pg_dump/],
])('backup rejects %s and changes nothing', async (_, file, url, reason) => {
  writeFileSync(pathOf('existing'), 'precious');
  const variables = { DATABASE_URL: url ?? env.DATABASE_URL };
  const stderr = expect.stringMatching(reason);
  const result = await runCli(['backup', pathOf(file)], { env: variables });
  expect(result).toEqual({ status: 1, stdout: '', stderr });
  expect(readFileSync(pathOf('existing'), 'utf8')).toBe('precious');
  expect(existsSync(pathOf('free'))).toBe(false);
});
