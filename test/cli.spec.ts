import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verify } from '@node-rs/argon2';
import Database from 'better-sqlite3';
import { createDatabase, DATABASES, type TestDatabase } from './support/databases.js';
import { type CliResult, runCli } from './support/run-cli.js';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const PASSWORD = 'hunter2 with spaces ';

const jsonOf = ({ stdout }: CliResult): unknown => JSON.parse(stdout);

/** The types of the events that a command said on standard error. */
const eventsOf = ({ stderr }: CliResult): string[] =>
  stderr
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { event: { type: string } }).event.type);

describe.each(DATABASES)('the command line (%s)', (kind) => {
  let database: TestDatabase;
  let cwd: string;

  const keyturn = async (args: string, { input = '', url = database.url } = {}) => {
    const result = await runCli(args.split(' '), { env: { DATABASE_URL: url }, input, cwd });
    // Whatever a command says, it never says the password nor anything of its hash.
    expect(result.stdout + result.stderr).not.toMatch(/hunter2|argon2|hash/i);
    return result;
  };
  const create = (name: string, options = '') =>
    keyturn(`user create ${name} --password-stdin ${options}`.trim(), { input: PASSWORD });
  const find = async (username: string) => {
    const users = jsonOf(await keyturn('user list --json')) as { username: string }[];
    return users.find((user) => user.username === username);
  };

  beforeAll(async () => {
    database = await createDatabase(kind);
    cwd = mkdtempSync(join(tmpdir(), 'keyturn-cli-'));
    await keyturn('migrate');
  });
  afterAll(async () => {
    await database.drop();
    rmSync(cwd, { recursive: true, force: true });
  });

  describe('user create', () => {
    it('makes an active user with an id, and says so', async () => {
      const result = await create('alice');
      expect(result).toMatchObject({ status: 0, stderr: '' });
      expect(result.stdout).toMatch(/^Created user alice with id [0-9a-f-]{36}\.\n$/);
      expect(await find('alice')).toMatchObject({ email: null, is_active: true });
    });

    it('answers in JSON what it made, on one line', async () => {
      const result = await create('json', '--json');
      expect(result).toMatchObject({ status: 0, stderr: '' });
      expect(result.stdout).toMatch(/^[^\n]+\n$/);
      expect(jsonOf(result)).toEqual({
        id: expect.stringMatching(UUID_V7),
        username: 'json',
        email: null,
        is_active: true,
        created_at: expect.stringMatching(ISO_TIME),
        last_login_at: null,
        password_changed_at: expect.stringMatching(ISO_TIME),
      });
    });

    it('keeps the id and the email that are given, and makes an inactive user', async () => {
      const given = '--id 42 --email bob@example.org --inactive --json';
      const expected = { id: '42', email: 'bob@example.org', is_active: false };
      expect(jsonOf(await create('bob', given))).toMatchObject(expected);
      expect(await find('bob')).toMatchObject(expected);
    });

    it.each([
      ['name', 'twice', '', 'Another user has this username.'],
      ['id', 'other', '--id twice-id', 'Another user has this id.'],
    ])('refuses a second user of one %s, with the reason', async (_, name, options, reason) => {
      await create('twice', '--id twice-id');
      expect(await create(name, options)).toEqual({
        status: 1,
        stdout: '',
        stderr: `${reason}\n`,
      });
    });

    it('answers a refusal in JSON when asked, on standard error', async () => {
      await create('thrice');
      const { status, stdout, stderr } = await create('thrice', '--json');
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(JSON.parse(stderr)).toEqual({ error: 'Another user has this username.' });
    });

    it.each([
      ['blank', '  \n'],
      ['empty', ''],
    ])('refuses a password that is %s', async (_, input) => {
      expect(await keyturn('user create nobody --password-stdin', { input })).toEqual({
        status: 1,
        stdout: '',
        stderr: 'The password cannot be used: This field may not be blank.\n',
      });
      expect(await find('nobody')).toBeUndefined();
    });

    it('asks nobody when there is no terminal: that is a mistake in its use', async () => {
      expect(await keyturn('user create nobody', { input: PASSWORD })).toEqual({
        status: 2,
        stdout: '',
        stderr: 'Standard input is not a terminal. Pass the password with --password-stdin.\n',
      });
      expect(await find('nobody')).toBeUndefined();
    });
  });

  describe('user set-password', () => {
    it('changes the password', async () => {
      await create('set');
      const before = await find('set');
      const result = await keyturn('user set-password set --password-stdin', { input: PASSWORD });
      const stdout = 'Changed the password of set and revoked all sessions.\n';
      expect(result).toMatchObject({ status: 0, stdout });
      expect(await find('set')).not.toEqual(before);
      expect(eventsOf(result)).toEqual(['authn_password_change', 'authn_token_revoked']);
    });

    it('answers in JSON', async () => {
      await create('set-json');
      const command = 'user set-password set-json --password-stdin --json';
      expect(jsonOf(await keyturn(command, { input: PASSWORD }))).toEqual({ username: 'set-json' });
    });

    it('refuses a blank password', async () => {
      const result = await keyturn('user set-password set --password-stdin', { input: ' ' });
      expect(result).toMatchObject({ status: 1, stdout: '' });
      expect(result.stderr).toContain('The password cannot be used');
    });

    it('asks nobody when there is no terminal', async () => {
      expect(await keyturn('user set-password set')).toMatchObject({ status: 2, stdout: '' });
    });
  });

  it('user deactivate and activate shut a user out and let them in', async () => {
    await create('switched');
    const words = 'Deactivated switched and revoked all sessions.\n';
    expect(await keyturn('user deactivate switched')).toMatchObject({ status: 0, stdout: words });
    expect(await find('switched')).toMatchObject({ is_active: false });
    const response = jsonOf(await keyturn('user activate switched --json'));
    expect(response).toEqual({ username: 'switched', is_active: true });
    expect(await find('switched')).toMatchObject({ is_active: true });
  });

  it('user delete asks first, deletes the user, and frees the name', async () => {
    await create('deleted');
    const refused = await keyturn('user delete deleted');
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toContain('Delete the user "deleted"? Confirm with --yes.');
    const deleted = await keyturn('user delete deleted --yes');
    const words = 'Deleted deleted and revoked all sessions.\n';
    expect(deleted).toMatchObject({ status: 0, stdout: words });
    expect(await find('deleted')).toBeUndefined();
    await create('deleted');
    expect(jsonOf(await keyturn('user delete deleted --yes --json'))).toEqual({
      username: 'deleted',
    });
  });

  it.each([
    'user set-password nobody --password-stdin',
    'user activate nobody',
    'user delete nobody --yes',
  ])('%s is rejected when there is no such user', async (command) => {
    expect(await keyturn(command, { input: PASSWORD })).toEqual({
      status: 1,
      stdout: '',
      stderr: 'There is no user "nobody".\n',
    });
  });

  it('user list shows all users by name, in columns', async () => {
    await create('zoe', '--id z --email zoe@example.org --inactive');
    const { status, stdout } = await keyturn('user list');
    expect(status).toBe(0);
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^NAME +ID +EMAIL +ACTIVE +LAST LOG-IN$/);
    expect(rows.at(-1)).toMatch(/^zoe +z +zoe@example\.org +no +never$/);
    const starts = [head, ...rows].map((line) => line?.search(/ (yes|no|ACTIVE) /));
    expect(new Set(starts).size).toBe(1);
    const names = rows.map((row) => row.split(' ')[0]);
    expect(names).toEqual([...names].sort());
  });

  it('migrate says that nothing is to be done when nothing is', async () => {
    expect(await keyturn('migrate')).toMatchObject({
      status: 0,
      stdout: 'No pending migrations.\n',
    });
    expect(jsonOf(await keyturn('migrate --json'))).toEqual({ migrations: [] });
  });

  it('makes nothing in the folder where it runs but what DATABASE_URL names', () => {
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('the command line on an empty database', () => {
  const databases: TestDatabase[] = [];
  const emptyOf = async (kind: (typeof DATABASES)[number]) => {
    const database = await createDatabase(kind);
    databases.push(database);
    return { env: { DATABASE_URL: database.url } };
  };
  const pathIn = ({ env }: { env: { DATABASE_URL: string } }) =>
    env.DATABASE_URL.slice('sqlite:'.length);
  afterAll(() => Promise.all(databases.map((database) => database.drop())));

  it.each(DATABASES)('migrate makes the tables (%s)', async (kind) => {
    const empty = await emptyOf(kind);
    const names = ['CreateRefreshToken1763800000000', 'CreateUser1763800000001'];
    expect(jsonOf(await runCli(['migrate', '--json'], empty))).toEqual({ migrations: names });
    expect(await runCli(['user', 'list', '--json'], empty)).toMatchObject({ stdout: '[]\n' });
  });

  it('makes the tables of an SQLite file by itself', async () => {
    const empty = await emptyOf('sqlite');
    writeFileSync(pathIn(empty), '');
    const result = await runCli(['user', 'list'], empty);
    expect(result).toMatchObject({ status: 0, stdout: expect.stringMatching(/^NAME .*\n$/) });
  });

  it.each([
    'user list',
    'user activate alice',
    'user set-password alice --password-stdin',
    'session list alice',
    'session revoke --all --yes',
    'prune',
    'migrate down --yes',
  ])('makes no SQLite file to work on nothing, and names the place: %s', async (command) => {
    const empty = await emptyOf('sqlite');
    expect(await runCli(command.split(' '), { ...empty, input: PASSWORD })).toEqual({
      status: 1,
      stdout: '',
      stderr: `There is no database at ${pathIn(empty)}. Set DATABASE_URL to the value that the service uses.\n`,
    });
    expect(existsSync(pathIn(empty))).toBe(false);
  });

  it('looks at the migrations of a file that is not there without making it', async () => {
    const empty = await emptyOf('sqlite');
    const { status, stdout } = await runCli(['migrate', 'status'], empty);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^There is no database at \S+ yet\.\n/);
    expect(stdout).toContain('The tables are out of date.');
    expect(existsSync(pathIn(empty))).toBe(false);
  });

  it.each(['user create alice --password-stdin', 'user list', 'migrate', 'prune'])(
    'does nothing in memory, which nobody would ever see: %s',
    async (command) => {
      const env = { DATABASE_URL: 'sqlite::memory:' };
      const { status, stdout, stderr } = await runCli(command.split(' '), { env, input: PASSWORD });
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(
        /^An in-memory database exists only in the process that created it\. .*\n$/,
      );
    },
  );

  if (DATABASES.includes('postgres')) {
    it('leaves the tables of a postgres to its operator, and names the command', async () => {
      const { status, stdout, stderr } = await runCli(['user', 'list'], await emptyOf('postgres'));
      expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
      expect(stderr).toMatch(
        /^Invalid configuration:\n- The tables at postgres:\S+ are out of date\./,
      );
      expect(stderr).toContain('Run: npm run --silent keyturn -- migrate');
    });
  }
});

describe('a password on standard input', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await createDatabase('sqlite')));
  afterAll(() => database.drop());

  it.each([
    ['without a line end', 'pass word', 'pass word'],
    ['with a line end', 'pass word\n', 'pass word'],
    ['with the line end of Windows', 'pass word\r\n', 'pass word'],
    ['with spaces and line ends of its own', ' pass\nword \n\n', ' pass\nword \n'],
  ])('is all of it, but for one line end: %s', async (name, input, password) => {
    const options = { env: { DATABASE_URL: database.url }, input };
    const { status } = await runCli(['user', 'create', name, '--password-stdin'], options);
    expect(status).toBe(0);
    const file = new Database(database.url.replace('sqlite:', ''), { readonly: true });
    const stored = file.prepare('SELECT password_hash FROM keyturn_user WHERE username = ?');
    const hash = stored.pluck().get(name) as string;
    file.close();
    expect(await verify(hash, password)).toBe(true);
  });
});

describe('a command that was not understood', () => {
  it.each([
    ['fly', "unknown command 'fly'"],
    ['user fly', "unknown command 'fly'"],
    ['user create', "missing required argument 'name'"],
    ['user create alice secret', 'too many arguments'],
    ['user create alice --password', "unknown option '--password'"],
    ['user create alice --id', "option '--id <id>' argument missing"],
    ['user activate', "missing required argument 'name'"],
    ['migrate now', 'too many arguments'],
  ])('exits with 2 and says why: %s', async (command, reason) => {
    const { status, stdout, stderr } = await runCli(command.split(' '));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(reason);
    expect(stderr).toContain('--help');
  });

  it.each([[[]], [['user']]])('shows what there is when it is only %j', async (args) => {
    const { status, stderr } = await runCli(args);
    expect(status).toBe(2);
    expect(stderr).toContain('Commands:');
  });

  it.each([['--help'], ['user --help'], ['user create --help'], ['help user']])(
    'is not one that asks for help: %s',
    async (command) => {
      const { status, stdout, stderr } = await runCli(command.split(' '));
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^Usage: keyturn /);
    },
  );
});

describe('a DATABASE_URL', () => {
  const list = (DATABASE_URL: string, ...args: string[]) =>
    runCli(['user', 'list', ...args], { env: { DATABASE_URL } });

  it('that is none is a mistake in the configuration, and is not repeated', async () => {
    const { status, stdout, stderr } = await list('postgre://keyturn:hunter2@localhost/keyturn');
    expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
    expect(stderr).toMatch(/^Invalid configuration:\n- DATABASE_URL must be sqlite:PATH, /);
    expect(stderr).not.toContain('hunter2');
  });

  it('that is none is told in JSON when asked', async () => {
    const { status, stderr } = await list('nothing', '--json');
    expect(status).toBe(78);
    const problem = expect.stringMatching(/^DATABASE_URL must be /);
    expect(JSON.parse(stderr)).toEqual({ error: problem, problems: [problem] });
  });

  it.each([
    ['nobody listens', 'postgres://keyturn:hunter2@127.0.0.1:1/keyturn', '127.0.0.1:1/keyturn'],
    ['the path is a folder', `sqlite:${tmpdir()}`, tmpdir()],
  ])('where %s is refused with the place, without the password', async (_, url, place) => {
    const { status, stdout, stderr } = await list(url);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^The database at \S+ cannot be opened: \S[^\n]*\n$/);
    expect(stderr).toContain(place);
    expect(stderr).not.toContain('hunter2');
  });
});
