import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import { emptyFolder } from '../support/empty-folder.js';
import { emptyDatabase } from '../support/opened.js';
import { type CliResult, jsonOf, runCli } from '../support/run-cli.js';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const PASSWORD = 'hunter2 with spaces ';

/** The types of the events that a command logs on standard error. */
const eventsOf = ({ stderr }: CliResult): string[] =>
  stderr
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { event: { type: string } }).event.type);

const LIST_USERS = 'List the users with: npm run --silent keyturn -- user list';

describe.each(DATABASES)('keyturn user (%s)', (kind) => {
  const cwd = emptyFolder();
  let env: { DATABASE_URL: string };

  beforeAll(async () => {
    env = { DATABASE_URL: await emptyDatabase(kind) };
    await runCli('migrate', { env, cwd });
  });

  /** @param command such as `create alice` */
  const user = async (command: string, input = '') => {
    const result = await runCli(`user ${command}`, { env, input, cwd });
    // No command prints the password or its hash.
    expect(result.stdout + result.stderr).not.toMatch(/hunter2|argon2|hash/i);
    return result;
  };
  const create = (given: string) => user(`create ${given} --password-stdin`, PASSWORD);
  const find = async (username: string) => {
    const users = jsonOf(await user('list --json')) as { username: string }[];
    return users.find((one) => one.username === username);
  };

  it('user create creates an active user with an ID and prints a confirmation', async () => {
    const stdout = expect.stringMatching(/^Created user alice with ID [0-9a-f-]{36}\.\n$/);
    const result = await create('alice');
    expect(result).toMatchObject({ status: 0, stdout });
    expect(eventsOf(result)).toEqual(['user_created']);
    expect(await find('alice')).toMatchObject({ email: null, is_active: true });
  });

  it('user create --json prints the new user as one line of JSON', async () => {
    const result = await create('json --json');
    expect(result.status).toBe(0);
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
    const expected = { id: '42', email: 'bob@example.org', is_active: false };
    const created = await create('bob --id 42 --email bob@example.org --inactive --json');
    expect(jsonOf(created)).toMatchObject(expected);
    expect(await find('bob')).toMatchObject(expected);
  });

  it('user create rejects a second user with the same name or ID, and prints the reason', async () => {
    await create('twice --id twice-id');
    const rejected = (stderr: string) => ({ status: 1, stdout: '', stderr });
    expect(await create('twice')).toEqual(rejected('Another user has this username.\n'));
    expect(await create('other --id twice-id')).toEqual(rejected('Another user has this id.\n'));
    const asJson = '{"error":"Another user has this username."}\n';
    expect(await create('twice --json')).toEqual(rejected(asJson));
  });

  it('user set-password changes the password', async () => {
    await create('set');
    const before = await find('set');
    const result = await user('set-password set --password-stdin', PASSWORD);
    const stdout = 'Changed the password of set and revoked all sessions.\n';
    expect(result).toMatchObject({ status: 0, stdout });
    expect(await find('set')).not.toEqual(before);
    expect(eventsOf(result)).toEqual(['authn_password_change', 'authn_token_revoked']);
    const asJson = await user('set-password set --password-stdin --json', PASSWORD);
    expect(jsonOf(asJson)).toEqual({ username: 'set' });
  });

  it('user deactivate and user activate change the state of a user', async () => {
    await create('switched');
    const stdout = 'Deactivated switched and revoked all sessions.\n';
    expect(await user('deactivate switched')).toMatchObject({ status: 0, stdout });
    expect(await find('switched')).toMatchObject({ is_active: false });
    const active = { username: 'switched', is_active: true };
    expect(jsonOf(await user('activate switched --json'))).toEqual(active);
    expect(await find('switched')).toMatchObject(active);
  });

  it('user delete requires a confirmation, deletes the user, and frees the name', async () => {
    await create('deleted');
    const stderr = 'Delete the user "deleted"? Confirm with --yes.\n';
    expect(await user('delete deleted')).toEqual({ status: 2, stdout: '', stderr });
    const stdout = 'Deleted deleted and revoked all sessions.\n';
    expect(await user('delete deleted --yes')).toMatchObject({ status: 0, stdout });
    expect(await find('deleted')).toBeUndefined();
    await create('deleted');
    expect(jsonOf(await user('delete deleted --yes --json'))).toEqual({ username: 'deleted' });
  });

  it.each(['set-password unknown --password-stdin', 'activate unknown', 'delete unknown --yes'])(
    'a command rejects a user who does not exist: user %s',
    async (command) => {
      const stderr = `There is no user "unknown". ${LIST_USERS}\n`;
      expect(await user(command, PASSWORD)).toEqual({ status: 1, stdout: '', stderr });
    },
  );

  it('user list prints all users in columns, sorted by name', async () => {
    await create('zoe --id z --email zoe@example.org --inactive');
    const { status, stdout } = await user('list');
    expect(status).toBe(0);
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^NAME +ID +EMAIL +ACTIVE +LAST LOG-IN$/);
    expect(rows.at(-1)).toMatch(/^zoe +z +zoe@example\.org +no +never$/);
    const starts = [head, ...rows].map((line) => line?.search(/ (yes|no|ACTIVE) /));
    expect(new Set(starts).size).toBe(1);
    const names = rows.map((row) => row.split(' ')[0]);
    expect(names).toEqual([...names].sort());
  });

  it('no command creates a file in the working directory', () => {
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('passwords', () => {
  let env: { DATABASE_URL: string };
  beforeAll(async () => {
    env = { DATABASE_URL: await emptyDatabase('sqlite') };
    await run('create alice --password-stdin', PASSWORD);
  });

  const run = (command: string, input: string | Uint8Array) =>
    runCli(`user ${command}`, { env, input });
  const users = async () => (await run('list --json', '')).stdout;

  const BLANK = 'The password cannot be used: This field may not be blank.\n';
  const SHORT =
    'The password cannot be used: This password is too short. It must contain at least 15 characters.\n';
  const COMMON = 'The password cannot be used: This password is too common.\n';
  const NO_TERMINAL =
    'Standard input is not a terminal. Add --password-stdin, and write the password to standard input.\n';
  const NOT_UTF8 = expect.stringMatching(
    /^Standard input is not UTF-8 text\. Nothing was changed\./,
  );

  it('user create and set-password accept a weak password with --allow-weak, and print a warning', async () => {
    const stderr = expect.stringMatching(
      /^Warning: --allow-weak skips the rules for new passwords\. The password may be easy to guess\.\n/,
    );
    for (const command of ['create weak', 'set-password weak']) {
      const result = await run(`${command} --allow-weak --password-stdin`, 'x');
      expect(result).toMatchObject({ status: 0, stderr });
    }
    const asJson = await run('create weaker --allow-weak --password-stdin --json', 'x');
    expect(asJson.status).toBe(0);
    expect(asJson.stderr).not.toContain('Warning');
  });

  it('user create reads PASSWORD_MIN_LENGTH', async () => {
    const create = (length: string) =>
      runCli('user create short --password-stdin', {
        env: { ...env, PASSWORD_MIN_LENGTH: length },
        input: 'x7Kd-q2!vP',
      });
    expect(await create('7')).toMatchObject({ status: 78 });
    expect((await create('11')).stderr).toContain('at least 11 characters');
    expect(await create('10')).toMatchObject({ status: 0 });
  });

  describe.each(['create bob', 'set-password alice'])('user %s', (command) => {
    it.each([
      ['a blank password', '--password-stdin', '  \n', 1, BLANK],
      ['an empty password', '--password-stdin', '', 1, BLANK],
      ['a short password', '--password-stdin', 'x7Kd-q2!vP', 1, SHORT],
      ['a common password', '--password-stdin', 'passwordpassword1', 1, COMMON],
      ['a password in Latin-1', '--password-stdin', Buffer.from('pässwörd', 'latin1'), 2, NOT_UTF8],
      ['a password without --password-stdin', '', PASSWORD, 2, NO_TERMINAL],
    ])(
      `user ${command} rejects %s and changes nothing`,
      async (_, option, input, status, stderr) => {
        const before = await users();
        const result = await run(`${command} ${option}`.trim(), input);
        expect(result).toEqual({ status, stdout: '', stderr });
        expect(await users()).toBe(before);
      },
    );
  });
});
