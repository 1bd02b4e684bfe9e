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

/** The types of the events that a command logs on standard error. */
const eventsOf = ({ stderr }: CliResult): string[] =>
  stderr
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { event: { type: string } }).event.type);

describe.each(DATABASES)('keyturn CLI (%s)', (kind) => {
  let database: TestDatabase;
  let cwd: string;

  const keyturn = async (args: string, { input = '', url = database.url } = {}) => {
    const result = await runCli(args.split(' '), { env: { DATABASE_URL: url }, input, cwd });
    // No command prints the password or its hash.
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
    it('user create creates an active user with an ID and prints a confirmation', async () => {
      const result = await create('alice');
      expect(result).toMatchObject({ status: 0, stderr: '' });
      expect(result.stdout).toMatch(/^Created user alice with ID [0-9a-f-]{36}\.\n$/);
      expect(await find('alice')).toMatchObject({ email: null, is_active: true });
    });

    it('user create --json prints the new user as one line of JSON', async () => {
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

    it('user create stores the given ID and email, and creates an inactive user with --inactive', async () => {
      const given = '--id 42 --email bob@example.org --inactive --json';
      const expected = { id: '42', email: 'bob@example.org', is_active: false };
      expect(jsonOf(await create('bob', given))).toMatchObject(expected);
      expect(await find('bob')).toMatchObject(expected);
    });

    it.each([
      ['name', 'twice', '', 'Another user has this username.'],
      ['id', 'other', '--id twice-id', 'Another user has this id.'],
    ])(
      'user create rejects a second user with the same %s, and prints the reason',
      async (_, name, options, reason) => {
        await create('twice', '--id twice-id');
        expect(await create(name, options)).toEqual({
          status: 1,
          stdout: '',
          stderr: `${reason}\n`,
        });
      },
    );

    it('user create --json prints an error as JSON on standard error', async () => {
      await create('thrice');
      const { status, stdout, stderr } = await create('thrice', '--json');
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(JSON.parse(stderr)).toEqual({ error: 'Another user has this username.' });
    });

    it.each([
      ['blank', '  \n'],
      ['empty', ''],
    ])('user create rejects a password that is %s', async (_, input) => {
      expect(await keyturn('user create unknown --password-stdin', { input })).toEqual({
        status: 1,
        stdout: '',
        stderr: 'The password cannot be used: This field may not be blank.\n',
      });
      expect(await find('unknown')).toBeUndefined();
    });

    it('user create requires --password-stdin when there is no terminal', async () => {
      expect(await keyturn('user create unknown', { input: PASSWORD })).toEqual({
        status: 2,
        stdout: '',
        stderr: 'Standard input is not a terminal. Pass the password with --password-stdin.\n',
      });
      expect(await find('unknown')).toBeUndefined();
    });
  });

  describe('user set-password', () => {
    it('user set-password changes the password', async () => {
      await create('set');
      const before = await find('set');
      const result = await keyturn('user set-password set --password-stdin', { input: PASSWORD });
      const stdout = 'Changed the password of set and revoked all sessions.\n';
      expect(result).toMatchObject({ status: 0, stdout });
      expect(await find('set')).not.toEqual(before);
      expect(eventsOf(result)).toEqual(['authn_password_change', 'authn_token_revoked']);
    });

    it('user set-password --json prints JSON', async () => {
      await create('set-json');
      const command = 'user set-password set-json --password-stdin --json';
      expect(jsonOf(await keyturn(command, { input: PASSWORD }))).toEqual({ username: 'set-json' });
    });

    it('user set-password rejects a blank password', async () => {
      const result = await keyturn('user set-password set --password-stdin', { input: ' ' });
      expect(result).toMatchObject({ status: 1, stdout: '' });
      expect(result.stderr).toContain('The password cannot be used');
    });

    it('user set-password requires --password-stdin when there is no terminal', async () => {
      expect(await keyturn('user set-password set')).toMatchObject({ status: 2, stdout: '' });
    });
  });

  it('user deactivate and user activate change the state of a user', async () => {
    await create('switched');
    const confirmation = 'Deactivated switched and revoked all sessions.\n';
    expect(await keyturn('user deactivate switched')).toMatchObject({
      status: 0,
      stdout: confirmation,
    });
    expect(await find('switched')).toMatchObject({ is_active: false });
    const response = jsonOf(await keyturn('user activate switched --json'));
    expect(response).toEqual({ username: 'switched', is_active: true });
    expect(await find('switched')).toMatchObject({ is_active: true });
  });

  it('user delete requires a confirmation, deletes the user, and frees the name', async () => {
    await create('deleted');
    const unconfirmed = await keyturn('user delete deleted');
    expect(unconfirmed).toMatchObject({ status: 2, stdout: '' });
    expect(unconfirmed.stderr).toContain('Delete the user "deleted"? Confirm with --yes.');
    const deleted = await keyturn('user delete deleted --yes');
    const confirmation = 'Deleted deleted and revoked all sessions.\n';
    expect(deleted).toMatchObject({ status: 0, stdout: confirmation });
    expect(await find('deleted')).toBeUndefined();
    await create('deleted');
    expect(jsonOf(await keyturn('user delete deleted --yes --json'))).toEqual({
      username: 'deleted',
    });
  });

  it.each([
    'user set-password unknown --password-stdin',
    'user activate unknown',
    'user delete unknown --yes',
  ])('%s is rejected when the user does not exist', async (command) => {
    expect(await keyturn(command, { input: PASSWORD })).toEqual({
      status: 1,
      stdout: '',
      stderr: 'There is no user "unknown".\n',
    });
  });

  it('user list prints all users in columns, sorted by name', async () => {
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

  it('migrate reports that there is nothing to do when no migration is pending', async () => {
    expect(await keyturn('migrate')).toMatchObject({
      status: 0,
      stdout: 'No pending migrations.\n',
    });
    expect(jsonOf(await keyturn('migrate --json'))).toEqual({ migrations: [] });
  });

  it('creates no files in the working directory', () => {
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('keyturn CLI on an empty database', () => {
  const databases: TestDatabase[] = [];
  const emptyOf = async (kind: (typeof DATABASES)[number]) => {
    const database = await createDatabase(kind);
    databases.push(database);
    return { env: { DATABASE_URL: database.url } };
  };
  const pathIn = ({ env }: { env: { DATABASE_URL: string } }) =>
    env.DATABASE_URL.slice('sqlite:'.length);
  afterAll(() => Promise.all(databases.map((database) => database.drop())));

  it.each(DATABASES)('migrate creates the tables (%s)', async (kind) => {
    const empty = await emptyOf(kind);
    const names = ['CreateRefreshToken1763800000000', 'CreateUser1763800000001'];
    expect(jsonOf(await runCli(['migrate', '--json'], empty))).toEqual({ migrations: names });
    expect(await runCli(['user', 'list', '--json'], empty)).toMatchObject({ stdout: '[]\n' });
  });

  it('user list creates the tables of an SQLite file', async () => {
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
  ])('fails and creates no SQLite file when the database does not exist: %s', async (command) => {
    const empty = await emptyOf('sqlite');
    expect(await runCli(command.split(' '), { ...empty, input: PASSWORD })).toEqual({
      status: 1,
      stdout: '',
      stderr: `There is no database at ${pathIn(empty)}. Set DATABASE_URL to the value that the service uses.\n`,
    });
    expect(existsSync(pathIn(empty))).toBe(false);
  });

  it('migrate status does not create a missing SQLite file', async () => {
    const empty = await emptyOf('sqlite');
    const { status, stdout } = await runCli(['migrate', 'status'], empty);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^There is no database at \S+ yet\.\n/);
    expect(stdout).toContain('The tables are out of date.');
    expect(existsSync(pathIn(empty))).toBe(false);
  });

  it.each(['user create alice --password-stdin', 'user list', 'migrate', 'prune'])(
    'rejects an in-memory database, which would disappear with the command: %s',
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
    it('requires a migration of PostgreSQL by the operator, and prints the command', async () => {
      const { status, stdout, stderr } = await runCli(['user', 'list'], await emptyOf('postgres'));
      expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
      expect(stderr).toMatch(
        /^Invalid configuration:\n- The tables at postgres:\S+ are out of date\./,
      );
      expect(stderr).toContain('Run: npm run --silent keyturn -- migrate');
    });
  }
});

describe('passwords on standard input', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await createDatabase('sqlite')));
  afterAll(() => database.drop());

  it.each([
    ['without a line ending', 'pass word', 'pass word'],
    ['with a line ending', 'pass word\n', 'pass word'],
    ['with a Windows line ending', 'pass word\r\n', 'pass word'],
    ['with spaces and line endings inside', ' pass\nword \n\n', ' pass\nword \n'],
  ])(
    'reads the whole password from standard input, without one final line ending: %s',
    async (name, input, password) => {
      const options = { env: { DATABASE_URL: database.url }, input };
      const { status } = await runCli(['user', 'create', name, '--password-stdin'], options);
      expect(status).toBe(0);
      const file = new Database(database.url.replace('sqlite:', ''), { readonly: true });
      const stored = file.prepare('SELECT password_hash FROM keyturn_user WHERE username = ?');
      const hash = stored.pluck().get(name) as string;
      file.close();
      expect(await verify(hash, password)).toBe(true);
    },
  );
});

describe('invalid commands', () => {
  it.each([
    ['fly', "unknown command 'fly'"],
    ['user fly', "unknown command 'fly'"],
    ['user create', "missing required argument 'name'"],
    ['user create alice secret', 'too many arguments'],
    ['user create alice --password', "unknown option '--password'"],
    ['user create alice --id', "option '--id <id>' argument missing"],
    ['user activate', "missing required argument 'name'"],
    ['migrate now', 'too many arguments'],
  ])(
    'an invalid command exits with status 2 and prints the reason: %s',
    async (command, reason) => {
      const { status, stdout, stderr } = await runCli(command.split(' '));
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(reason);
      expect(stderr).toContain('--help');
    },
  );

  it.each([[[]], [['user']]])(
    'prints the available commands when the arguments are %j',
    async (args) => {
      const { status, stderr } = await runCli(args);
      expect(status).toBe(2);
      expect(stderr).toContain('Commands:');
    },
  );

  it.each([['--help'], ['user --help'], ['user create --help'], ['help user']])(
    'prints help on standard output with status 0: %s',
    async (command) => {
      const { status, stdout, stderr } = await runCli(command.split(' '));
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^Usage: keyturn /);
    },
  );
});

describe('DATABASE_URL', () => {
  const list = (DATABASE_URL: string, ...args: string[]) =>
    runCli(['user', 'list', ...args], { env: { DATABASE_URL } });

  it('an invalid DATABASE_URL is a configuration error that does not repeat the value', async () => {
    const { status, stdout, stderr } = await list('postgre://keyturn:hunter2@localhost/keyturn');
    expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
    expect(stderr).toMatch(/^Invalid configuration:\n- DATABASE_URL must be sqlite:PATH, /);
    expect(stderr).not.toContain('hunter2');
  });

  it('an invalid DATABASE_URL is reported as JSON with --json', async () => {
    const { status, stderr } = await list('nothing', '--json');
    expect(status).toBe(78);
    const problem = expect.stringMatching(/^DATABASE_URL must be /);
    expect(JSON.parse(stderr)).toEqual({ error: problem, problems: [problem] });
  });

  it.each([
    ['no server listens', 'postgres://keyturn:hunter2@127.0.0.1:1/keyturn', '127.0.0.1:1/keyturn'],
    ['the path is a folder', `sqlite:${tmpdir()}`, tmpdir()],
  ])('a command reports the location without the password when %s', async (_, url, place) => {
    const { status, stdout, stderr } = await list(url);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^The database at \S+ cannot be opened: \S[^\n]*\n$/);
    expect(stderr).toContain(place);
    expect(stderr).not.toContain('hunter2');
  });
});
