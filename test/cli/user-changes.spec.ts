import { beforeAll, describe, expect, it } from '@jest/globals';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { connect } from '../../src/service/database/open-database.js';
import { DATABASES } from '../support/databases.js';
import { emptyDatabase } from '../support/opened.js';
import { jsonOf, runCli } from '../support/run-cli.js';

const PASSWORD = 'violet kettle harbor';

const LIST_USERS = 'List the users with: npm run --silent keyturn -- user list';

describe.each(DATABASES)('keyturn user (%s)', (kind) => {
  let env: Record<string, string>;

  beforeAll(async () => {
    env = { DATABASE_URL: await emptyDatabase(kind) };
    await runCli('migrate', { env });
  });

  const user = (command: string | readonly string[], more: Record<string, string> = {}) => {
    const args = typeof command === 'string' ? command.split(' ') : command;
    return runCli(['user', ...args], { env: { ...env, ...more }, input: PASSWORD });
  };
  const create = (given: string) => user(`create ${given} --password-stdin`);
  const names = async (command: string) =>
    (jsonOf(await user(`list --json ${command}`)) as { username: string }[]).map(
      ({ username }) => username,
    );

  it('user show prints one user in words and as JSON, without the hash', async () => {
    await create('shown --id 42 --email shown@example.org');
    const { status, stdout } = await user('show shown');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^name +shown\nid +42\nemail +shown@example\.org\nactive +yes\ncreated +\S+Z\nlast log-in +never\npassword changed +\S+Z\n$/,
    );
    const shown = jsonOf(await user('show shown --json'));
    expect(shown).toMatchObject({ id: '42', username: 'shown', is_active: true });
    expect(JSON.stringify(shown)).not.toMatch(/argon2|hash/);
    const stderr = `There is no user "Shown". ${LIST_USERS}\n`;
    expect(await user('show Shown')).toEqual({ status: 1, stdout: '', stderr });
  });

  it('user rename changes the name, and rejects a taken or invisible name', async () => {
    await create('old');
    await create('taken');
    const renamed = await user(['rename', 'old', 'n\u0065\u0301w']);
    expect(renamed).toMatchObject({ status: 0, stdout: 'Renamed old to néw.\n' });
    expect(renamed.stderr).toContain('"type":"user_updated"');
    expect(jsonOf(await user(['rename', 'néw', 'newest', '--json']))).toMatchObject({
      username: 'newest',
    });
    const rejected = (stderr: string) => ({ status: 1, stdout: '', stderr });
    expect(await user('rename newest taken')).toEqual(
      rejected('Another user has this username.\n'),
    );
    expect(await user('rename old older')).toEqual(
      rejected(`There is no user "old". ${LIST_USERS}\n`),
    );
    expect(await user(['rename', 'newest', 'a\u200bb'])).toEqual(
      rejected('The username cannot be used: Invisible characters are not allowed: U+200B.\n'),
    );
  });

  it('user set-email changes and removes the email address', async () => {
    await create('mailed');
    const stdout = 'Changed the email address of mailed to m@example.org.\n';
    expect(await user('set-email mailed m@example.org')).toMatchObject({ status: 0, stdout });
    const removed = 'Removed the email address of mailed.\n';
    expect((await user('set-email mailed --none')).stdout).toBe(removed);
    expect(jsonOf(await user('show mailed --json'))).toMatchObject({ email: null });
    const usage = { status: 2, stdout: '', stderr: 'Give exactly one of: ADDRESS, --none.\n' };
    expect(await user('set-email mailed')).toEqual(usage);
    expect(await user('set-email mailed m@example.org --none')).toEqual(usage);
  });

  it('user list selects by state, text and time, and continues after a name', async () => {
    await create('list-a --email one@list.example');
    await create('list-b --inactive');
    await create('list-c');
    expect(await names('--search LIST-')).toEqual(['list-a', 'list-b', 'list-c']);
    expect(await names('--search list- --active')).toEqual(['list-a', 'list-c']);
    expect(await names('--search list- --inactive')).toEqual(['list-b']);
    expect(await names('--search @list.EXAMPLE')).toEqual(['list-a']);
    expect(await names('--search list- --since 1h --limit 2')).toEqual(['list-a', 'list-b']);
    expect(await names('--search list- --limit 2 --after list-b')).toEqual(['list-c']);
    expect(await names('--search list- --since 2999-01-01')).toEqual([]);
    expect((await user('list --search no-such-user')).stdout).toMatch(/^NAME +ID .*\n$/);
  });

  it.each([
    ['list --active --inactive', 'cannot be used with option'],
    ['list --limit 0', 'Give an integer from 1'],
    ['list --since yesterday', 'Give a duration such as 7d'],
  ])('user %s is an invalid command', async (command, reason) => {
    const { status, stderr } = await user(command);
    expect(status).toBe(2);
    expect(stderr).toContain(reason);
  });

  it('user list reads all pages, each with one query', async () => {
    const dataSource = await connect(parseDatabaseUrl(env['DATABASE_URL']!)!);
    const rows = Array.from({ length: 2100 }, (_, index) => `('many-${index}', 'many-${index}')`);
    await dataSource.query(`INSERT INTO keyturn_user (id, username, username_key, password_hash,
        is_active, token_version, created_at, password_changed_at)
      SELECT column1, column2, column2, '', TRUE, 0, 0, 0 FROM (VALUES ${rows.join(', ')}) AS given`);
    await dataSource.destroy();
    const listed = await names('--search many-');
    expect(listed).toHaveLength(2100);
    expect(new Set(listed).size).toBe(2100);
    const table = (await user('list --search many-')).stdout.trimEnd().split('\n');
    expect(table).toHaveLength(2101);
  });

  it('a user without an email address gets a warning when only email addresses log in', async () => {
    const byEmail = { LOGIN_FIELDS: 'email' };
    const warning = (name: string) =>
      `Warning: "${name}" cannot log in without an email address, because LOGIN_FIELDS is email. Set one with: keyturn user set-email NAME ADDRESS\n`;
    const warned = async (command: string, more = {}) =>
      (await user(command, more)).stderr.split(/(?<=\n)/).filter((line) => line.startsWith('Warn'));
    const create = (name: string) => `create ${name} --password-stdin`;
    expect(await warned(create('noemail'), byEmail)).toEqual([warning('noemail')]);
    expect(await warned(`${create('hasemail')} --email h@example.org`, byEmail)).toEqual([]);
    expect(await warned('set-email hasemail --none', byEmail)).toEqual([warning('hasemail')]);
    expect(await warned('set-email hasemail h@example.org', byEmail)).toEqual([]);
    expect(await warned(`${create('script')} --json`, byEmail)).toEqual([]);
    const both = { LOGIN_FIELDS: 'username,email' };
    expect(await warned(create('byname'), both)).toEqual([]);
  });

  it('names without case are one name for every command, and conflicts are found', async () => {
    await create('Casey --email casey@example.org');
    const caseless = { USERNAME_CASE: 'insensitive', LOGIN_FIELDS: 'username,email' };
    expect((await user('show CASEY', caseless)).status).toBe(0);
    const unlocked = await user('unlock CASEY', caseless);
    const reset = 'Reset the failed log-ins of Casey. The limits of addresses stay.\n';
    expect(unlocked).toMatchObject({ status: 0, stdout: reset });
    expect(jsonOf(await user('activate CASEY --json', caseless))).toEqual({
      username: 'Casey',
      is_active: true,
    });
    const rejected = await user('create cASEY --password-stdin', caseless);
    expect(rejected).toMatchObject({ status: 1, stderr: 'Another user has this username.\n' });
    await create('CASEY --email CASEY@example.org');
    const doctor = await runCli('doctor --json', { env: { ...env, ...caseless } });
    expect(doctor.status).toBe(1);
    const problems = (jsonOf(doctor) as { verdict: string; text: string; remedy: string }[]).filter(
      ({ verdict }) => verdict === 'problem',
    );
    expect(
      problems.map(({ text }) => text.replace('"Casey", "CASEY"', '"CASEY", "Casey"')),
    ).toEqual([
      'The users "CASEY", "Casey" have the same name without case.',
      'The users "CASEY", "Casey" have the same email address.',
    ]);
    expect(problems[0]?.remedy).toContain('user rename NAME NEW');
    const secret = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';
    const start = await runCli('serve', { env: { ...env, ...caseless, JWT_SECRET: secret } });
    expect(start.status).toBe(78);
    expect(start.stderr).toContain('have the same name without case.');
    expect(start.stderr).toContain('user rename NAME NEW');
    await user('rename CASEY other', caseless);
    await user('set-email other --none', caseless);
    expect((await runCli('doctor', { env: { ...env, ...caseless } })).status).toBe(0);
  });
});
