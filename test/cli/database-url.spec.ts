import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import { emptyDatabase } from '../support/opened.js';
import { runCli } from '../support/run-cli.js';

const PASSWORD = 'copper willow stream';

describe('a database that does not exist', () => {
  let DATABASE_URL: string;
  let path: string;

  beforeEach(async () => {
    DATABASE_URL = await emptyDatabase('sqlite');
    path = DATABASE_URL.slice('sqlite:'.length);
  });

  const run = (command: string) => runCli(command, { env: { DATABASE_URL }, input: PASSWORD });

  it.each([
    'user list',
    'user activate alice',
    'user set-password alice --password-stdin',
    'session list alice',
    'session revoke --all --yes',
    'prune',
    'migrate down --yes',
  ])(
    'a command fails and creates no SQLite file when the database does not exist: %s',
    async (command) => {
      const stderr = `There is no database at ${path}. Set DATABASE_URL to the value that the service uses.\n`;
      expect(await run(command)).toEqual({ status: 1, stdout: '', stderr });
      expect(existsSync(path)).toBe(false);
    },
  );

  it('migrate status creates no SQLite file', async () => {
    const { status, stdout } = await run('migrate status');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^There is no database at \S+ yet\.\n/);
    expect(stdout).toContain('The tables are out of date.');
    expect(existsSync(path)).toBe(false);
  });

  it('user create creates the SQLite file', async () => {
    expect(await run('user create alice --password-stdin')).toMatchObject({ status: 0 });
    expect(existsSync(path)).toBe(true);
  });

  it('user list creates the tables of an empty SQLite file', async () => {
    writeFileSync(path, '');
    const stdout = expect.stringMatching(/^NAME .*\n$/);
    expect(await run('user list')).toEqual({ status: 0, stdout, stderr: '' });
  });
});

it.each(['user create alice --password-stdin', 'user list', 'migrate', 'prune'])(
  'a command rejects an in-memory database, which would disappear with the command: %s',
  async (command) => {
    const env = { DATABASE_URL: 'sqlite::memory:' };
    const stderr = expect.stringMatching(
      /^An in-memory database exists only in the process that created it\. .*\n$/,
    );
    expect(await runCli(command, { env, input: PASSWORD })).toEqual({
      status: 1,
      stdout: '',
      stderr,
    });
  },
);

if (DATABASES.includes('postgres')) {
  it('a command requires a migration of PostgreSQL by the operator, and prints the command', async () => {
    const env = { DATABASE_URL: await emptyDatabase('postgres') };
    const { status, stdout, stderr } = await runCli('user list', { env });
    expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
    expect(stderr).toMatch(
      /^Invalid configuration:\n- The tables at postgres:\S+ are out of date\./,
    );
    expect(stderr).toContain('Run: npm run --silent keyturn -- migrate');
  });
}

describe('an invalid DATABASE_URL', () => {
  it('an invalid DATABASE_URL is a configuration error that does not repeat the value', async () => {
    const env = { DATABASE_URL: 'postgre://keyturn:hunter2@localhost/keyturn' };
    const { status, stdout, stderr } = await runCli('user list', { env });
    expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
    expect(stderr).toMatch(/^Invalid configuration:\n- DATABASE_URL must be sqlite:PATH, /);
    expect(stderr).not.toContain('hunter2');
  });

  it('an invalid DATABASE_URL is reported as JSON with --json', async () => {
    const env = { DATABASE_URL: 'nothing' };
    const { status, stdout, stderr } = await runCli('user list --json', { env });
    expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
    const problem = expect.stringMatching(/^DATABASE_URL must be /);
    expect(JSON.parse(stderr)).toEqual({ error: problem, problems: [problem] });
  });
});

it.each([
  ['no server listens', 'postgres://keyturn:hunter2@127.0.0.1:1/keyturn', '127.0.0.1:1/keyturn'],
  ['the path is a folder', `sqlite:${tmpdir()}`, tmpdir()],
])('a command reports the location without the password when %s', async (_, url, place) => {
  const env = { DATABASE_URL: url };
  const { status, stdout, stderr } = await runCli('user list', { env });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^The database at \S+ cannot be opened: \S[^\n]*\n$/);
  expect(stderr).toContain(place);
  expect(stderr).not.toContain('hunter2');
});
