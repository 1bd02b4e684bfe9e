import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { TypeOrmRefreshTokenStore } from '../../src/auth/persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from '../../src/auth/persistence/typeorm-user.store.js';
import { run } from '../../src/cli/run.js';
import { createSession } from '../contracts/fixtures.js';
import { TestIo } from '../support/command-io.js';
import { DATABASES } from '../support/databases.js';
import { emptyFolder } from '../support/empty-folder.js';
import { emptyDatabase, open } from '../support/opened.js';
import { jsonOf, runCli } from '../support/run-cli.js';

const HASH = 'pbkdf2_sha256$1$salt$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
const OTHER_HASH = 'pbkdf2_sha256$1$salt$b3RoZXI2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjA=';
const PASSWORD = 'violet kettle harbor';

const ALICE = { id: '42', username: 'Alice', email: 'a@x.org', password_hash: HASH };
const BOB = { id: '9007199254740993', username: 'bob', is_active: false, created_at: '2024-01-02' };

const ndjson = (...users: object[]) => users.map((user) => JSON.stringify(user)).join('\n');

describe.each(DATABASES)('keyturn user import and export (%s)', (kind) => {
  let env: Record<string, string>;
  const cwd = emptyFolder();

  beforeEach(async () => {
    env = { DATABASE_URL: await emptyDatabase(kind) };
    await runCli('migrate', { env });
  });

  const importText = async (input: string | Buffer, options = '', more = {}) => {
    const args = `user import - --format ndjson ${options}`.trim();
    return runCli(args, { env: { ...env, ...more }, input, cwd });
  };
  const counts = async (input: string, options = '', more = {}) => {
    const result = await importText(input, `--json ${options}`, more);
    const { created, updated, unchanged, skipped, reports } = jsonOf(result) as {
      created: number;
      updated: number;
      unchanged: number;
      skipped: number;
      reports: { line: number; username: string | null; outcome: string; reason: string }[];
    };
    const told = reports.map(({ line, outcome, reason }) => `${line} ${outcome}: ${reason}`);
    return { status: result.status, counts: [created, updated, unchanged, skipped], told };
  };
  const exported = async () =>
    (await runCli('user export', { env, cwd })).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const withStores = async () => {
    const dataSource = await open(env['DATABASE_URL']!);
    const users = new TypeOrmUserStore(dataSource);
    return { users, sessions: new TypeOrmRefreshTokenStore(dataSource, users) };
  };

  it('creates the users of a file, and changes nothing in a second run', async () => {
    const file = ndjson(ALICE, BOB);
    const stdout = 'Users: created 2, updated 0, unchanged 0, skipped 0.\n';
    const { stderr, ...result } = await importText(file);
    expect(result).toEqual({ status: 0, stdout });
    const created = stderr.match(/"type":"user_created"/g);
    expect(created).toHaveLength(2);
    expect(await exported()).toEqual([
      expect.objectContaining({ ...ALICE, is_active: true }),
      expect.objectContaining({
        id: BOB.id,
        username: 'bob',
        email: null,
        password_hash: '!',
        is_active: false,
        created_at: '2024-01-02T00:00:00.000Z',
        last_login_at: null,
      }),
    ]);
    const before = await exported();
    expect(await counts(file)).toEqual({ status: 0, counts: [0, 0, 2, 0], told: [] });
    expect(await exported()).toEqual(before);
  });

  it('finds an imported user by the exact name, and gives an ID to a user without one', async () => {
    await importText(ndjson({ username: ' e\u0301 \u200b' }, { username: 'no-id' }));
    const { users } = await withStores();
    expect(await users.findByName(' e\u0301 \u200b')).not.toBeNull();
    expect((await users.findByName('no-id'))?.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('reports every user that is skipped with the line and the reason, and imports the others', async () => {
    await importText(ndjson({ id: '1', username: 'taken' }, { id: '2', username: 'two' }));
    const file = [
      'no json',
      JSON.stringify({ id: '3' }),
      JSON.stringify({ id: '4', username: 'taken' }),
      JSON.stringify({ id: '2', username: 'renamed' }),
      JSON.stringify(ALICE),
      JSON.stringify({ ...ALICE, id: '43' }),
      JSON.stringify({ ...BOB, password: PASSWORD }),
    ].join('\n');
    const { status, counts: numbers, told } = await counts(file);
    expect(status).toBe(1);
    expect(numbers).toEqual([2, 0, 0, 5]);
    expect(told).toEqual([
      '1 skipped: is not JSON',
      '2 skipped: username is missing',
      '3 skipped: another user has this username',
      '4 skipped: the user exists with another username; change it with --update',
      '6 skipped: repeats the username of line 5',
      '7 note: the password hash has an unknown format, so it was not imported',
    ]);
    expect(JSON.stringify(await exported())).not.toContain(PASSWORD);
    const inWords = await importText(`${file}\n${JSON.stringify({ ...ALICE, first_name: 'A' })}`);
    expect(inWords.stderr).toContain('Line 3 "taken": skipped: another user has this username\n');
    expect(inWords.stderr).toContain('Line 1: skipped: is not JSON\n');
    expect(inWords.stderr).toContain('Fields that were not imported: "first_name".\n');
    expect(inWords.stdout + inWords.stderr).not.toContain(PASSWORD);
  });

  it('does not list the field of the name as one that was not imported', async () => {
    const ignored = async (field: string, ...users: object[]) => {
      const result = await importText(ndjson(...users), `--json --username-field ${field}`);
      return (jsonOf(result) as { ignored_fields: string[] }).ignored_fields;
    };
    expect(await ignored('phone', { phone: 491701234567, nick: 'n' })).toEqual(['nick']);
    expect(await ignored('email', { email: 'e@x.org' })).toEqual([]);
    expect(await ignored('phone', { phone: '1', username: 'u' })).toEqual(['username']);
    const names = (await exported()).map(({ username }) => username);
    expect(new Set(names)).toEqual(new Set(['491701234567', 'e@x.org', '1']));
  });

  it('--update changes the members of the file alone, and revokes the sessions of a new password', async () => {
    await importText(ndjson(ALICE, { ...BOB, is_active: true }, { id: '7', username: 'kept' }));
    const { users, sessions } = await withStores();
    const start = async (id: string) =>
      createSession({ users, sessions }, (await users.findById(id))!);
    const [alice, bob, kept] = [await start('42'), await start(BOB.id), await start('7')];
    const file = ndjson(
      { id: '42', username: 'Alicia', password: OTHER_HASH },
      { id: BOB.id, username: 'bob', is_active: false },
      { id: '7', username: 'kept', email: 'k@x.org', last_login: '2024-05-06' },
    );
    expect((await counts(file)).counts).toEqual([0, 0, 0, 3]);
    expect((await counts(file, '--update')).counts).toEqual([0, 3, 0, 0]);
    expect((await counts(file, '--update')).counts).toEqual([0, 0, 3, 0]);
    const alicia = await users.findByUsername('Alicia');
    expect(alicia).toMatchObject({ id: '42', passwordHash: OTHER_HASH });
    expect(await users.findByName('Alicia')).toMatchObject({ email: 'a@x.org' });
    expect(await users.findByName('kept')).toMatchObject({
      email: 'k@x.org',
      lastLoginAt: Date.parse('2024-05-06'),
    });
    expect(await sessions.find(alice)).toMatchObject({ revokedReason: 'password_change' });
    expect(await sessions.find(bob)).toMatchObject({ revokedReason: 'deactivated' });
    expect(await sessions.find(kept)).toMatchObject({ revokedReason: null });
    const late = await start('42');
    expect(alicia!.tokenVersion).toBe((await sessions.find(late))!.tokenVersion);
  });

  it('--update gives no user the password of another one whose name an earlier line changes', async () => {
    await importText(ndjson({ id: '1', username: 'ann', password: HASH }));
    const file = ndjson({ id: '1', username: 'zed' }, { username: 'ann', password: OTHER_HASH });
    expect(await counts(file, '--update')).toMatchObject({
      counts: [0, 1, 0, 1],
      told: ['2 skipped: is the same user as line 1, which updates it; run the import again'],
    });
    expect((await counts(file, '--update')).counts).toEqual([1, 0, 1, 0]);
    expect((await counts(file, '--update')).counts).toEqual([0, 0, 2, 0]);
    const { users } = await withStores();
    expect(await users.findByUsername('zed')).toMatchObject({ id: '1', passwordHash: HASH });
    expect(await users.findByUsername('ann')).toMatchObject({ passwordHash: OTHER_HASH });
  });

  it('a user who is skipped reserves no name for a later one of the file', async () => {
    await importText(ndjson({ id: '5', username: 'x5' }));
    const file = ndjson(
      { id: '10', username: 'x5' },
      { id: '5', username: 'x5', email: 'n@x.org' },
    );
    expect(await counts(file, '--update')).toMatchObject({
      counts: [0, 1, 0, 1],
      told: [expect.stringMatching(/^1 skipped: another user has this username/)],
    });
  });

  it('--update gives the remedy for users who exchange their names or email addresses', async () => {
    const rules = { LOGIN_FIELDS: 'username,email' };
    const [a, b] = [
      { id: 's1', username: 'swapa', email: 'a@x.org' },
      { id: 's2', username: 'swapb', email: 'b@x.org' },
    ];
    await importText(ndjson(a, b), '', rules);
    const names = ndjson({ ...a, username: 'swapb' }, { ...b, username: 'swapa' });
    const addresses = ndjson({ ...b, id: 's1' }, { ...a, id: 's2' });
    const remedy = (change: string) =>
      `if the two users exchange theirs, change one of them with keyturn user ${change}, and run the import twice`;
    for (const [file, change, reason, command] of [
      [names, 'rename', 'another user has this username', 'rename swapa other'],
      [
        addresses,
        'rename or set-email',
        'a log-in with this username or email could mean another user',
        'set-email swapb --none',
      ],
    ] as const) {
      const reasons = [1, 2].map((line) => `${line} skipped: ${reason}; ${remedy(change)}`);
      expect((await counts(file, '--update', rules)).told).toEqual(reasons);
      await runCli(`user ${command}`, { env: { ...env, ...rules } });
      expect((await counts(file, '--update', rules)).counts).toEqual([0, 1, 0, 1]);
      expect((await counts(file, '--update', rules)).counts).toEqual([0, 1, 1, 0]);
    }
    expect((await counts(names, '', rules)).counts).toEqual([0, 0, 0, 2]);
  });

  it('--update logs the same events as the commands for one user', async () => {
    await importText(ndjson(ALICE));
    const { stderr } = await importText(
      ndjson({ ...ALICE, password_hash: OTHER_HASH }),
      '--update',
    );
    const types = stderr.trim().split('\n');
    expect(types.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual([
      'authn_password_change',
      'authn_token_revoked',
    ]);
  });

  it('--update removes a password that is unusable in the file, and keeps one that the file does not have', async () => {
    await importText(ndjson({ username: 'alice', password: HASH }));
    for (const password of [null, '', 'unknown$hash', HASH.slice(0, 20)]) {
      const file = ndjson({ username: 'alice', password });
      expect((await counts(file, '--update')).counts).toEqual([0, 0, 1, 0]);
    }
    expect(await exported()).toMatchObject([{ password_hash: HASH }]);
    const unusable = ndjson({ username: 'alice', password: '!abc' });
    expect((await counts(unusable)).counts).toEqual([0, 0, 0, 1]);
    expect((await counts(unusable, '--update')).counts).toEqual([0, 1, 0, 0]);
    expect(await exported()).toMatchObject([{ password_hash: '!' }]);
    expect((await counts(unusable, '--update')).counts).toEqual([0, 0, 1, 0]);
  });

  it('recognizes a password whose hash an upgrade has replaced', async () => {
    const user = { id: '1', username: 'alice', password: HASH };
    await importText(ndjson(user));
    const { users } = await withStores();
    await users.replacePasswordHash('1', HASH, 'a stronger hash');
    await users.replacePasswordHash('1', 'a stronger hash', 'the strongest hash');
    expect((await counts(ndjson(user))).counts).toEqual([0, 0, 1, 0]);
    expect((await counts(ndjson(user), '--update')).counts).toEqual([0, 0, 1, 0]);
    expect(await exported()).toMatchObject([{ password_hash: 'the strongest hash' }]);
    await users.setPassword('1', 'another hash', Date.now());
    expect((await counts(ndjson(user))).counts).toEqual([0, 0, 0, 1]);
  });

  it('--dry-run reports the outcome of an import, and changes nothing', async () => {
    await importText(ndjson(ALICE));
    const file = ndjson({ ...ALICE, email: 'new@x.org' }, BOB, { id: 'x' });
    const before = await exported();
    const dry = await counts(file, '--update --dry-run');
    expect(await exported()).toEqual(before);
    expect(await counts(file, '--update')).toEqual(dry);
    expect(dry).toMatchObject({ status: 1, counts: [1, 1, 0, 1] });
    const stdout = expect.stringContaining('(dry run: nothing was changed).');
    expect(await importText(file, '--dry-run')).toMatchObject({ stdout });
  });

  it('hashes a plain password, which matches in the next run', async () => {
    const file = ndjson({ username: 'plain', password_plain: PASSWORD });
    expect((await counts(file)).counts).toEqual([1, 0, 0, 0]);
    expect((await exported())[0]?.['password_hash']).toMatch(/^\$argon2id\$/);
    expect((await counts(file, '--update')).counts).toEqual([0, 0, 1, 0]);
    const blank = await counts(ndjson({ username: 'blank', password_plain: ' ' }));
    expect(blank).toMatchObject({ status: 1, counts: [0, 0, 0, 1] });
    expect(blank.told[0]).toMatch(/^1 skipped: The password cannot be used: /);
  });

  it('keeps names and email addresses apart as log-ins compare them', async () => {
    const rules = { USERNAME_CASE: 'insensitive', LOGIN_FIELDS: 'username,email' };
    await importText(ndjson({ id: '1', username: 'Alice', email: 'a@x.org' }), '', rules);
    const file = ndjson(
      { id: '2', username: 'ALICE' },
      { id: '3', username: 'other', email: 'A@X.org' },
      { id: '4', username: 'A@x.org' },
      { id: '5', username: 'Bob', email: 'b@x.org' },
      { id: '6', username: 'b@X.org' },
    );
    const { counts: numbers, told } = await counts(file, '', rules);
    expect(numbers).toEqual([1, 0, 0, 4]);
    const ambiguous = 'a log-in with this username or email could mean another user';
    expect(told).toEqual([
      '1 skipped: another user has this username',
      `2 skipped: ${ambiguous}`,
      `3 skipped: ${ambiguous}`,
      '5 skipped: repeats the username of line 4',
    ]);
    expect((await runCli('doctor', { env: { ...env, ...rules }, cwd })).status).toBe(0);
    expect((await counts(file)).counts).toEqual([4, 0, 1, 0]);
  });

  it('imports many batches, and reads CSV by the extension of the file', async () => {
    const rows = Array.from(
      { length: 1000 },
      (_, index) => `${index},user-${index},u${index}@x.org`,
    );
    writeFileSync(join(cwd, 'many.csv'), `id,username,email\n${rows.join('\n')}\n`);
    const imported = await runCli('user import many.csv', { env, cwd });
    expect(imported.stdout).toBe('Users: created 1000, updated 0, unchanged 0, skipped 0.\n');
    expect(await exported()).toHaveLength(1000);
  });

  it("imports Django's dumpdata with an object per line", async () => {
    const fields = { phone: 491701234567, is_active: 1, date_joined: '2024-01-02T03:04:05Z' };
    const file = ndjson(
      { model: 'auth.group', pk: 1, fields: { name: 'g' } },
      { model: 'acc.user', pk: '3f0d2a52', fields },
    );
    writeFileSync(join(cwd, 'dump.jsonl'), file);
    const command = 'user import dump.jsonl --model acc.user --username-field phone';
    const stdout = 'Users: created 1, updated 0, unchanged 0, skipped 0.\n';
    expect(await runCli(command, { env, cwd })).toMatchObject({ status: 0, stdout });
    expect(await exported()).toMatchObject([{ id: '3f0d2a52', username: '491701234567' }]);
  });

  it('exports users into a private file, whose import changes nothing', async () => {
    const strange = { id: 'a,"b"', username: '=x\n"y",\u00e9', email: 'q"@x.org', password: HASH };
    await importText(ndjson(ALICE, BOB, strange));
    const before = await exported();
    for (const format of ['ndjson', 'csv']) {
      const file = `${kind}.${format}`;
      const { status, stdout, stderr } = await runCli(`user export ${file}`, { env, cwd });
      expect([status, stdout]).toEqual([0, `Wrote 3 users to ${file}.\n`]);
      expect(stderr).toMatch(/^Warning: the export contains password hashes\./);
      expect(statSync(join(cwd, file)).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(cwd, file), 'utf8')).toContain(HASH);
      const again = await runCli(`user import ${file} --update --json`, { env, cwd });
      expect(jsonOf(again)).toMatchObject({ created: 0, updated: 0, unchanged: 3, skipped: 0 });
      expect(await exported()).toEqual(before);
      const taken = await runCli(`user export ${file} --json`, { env, cwd });
      expect(taken.stderr).toBe(
        `{"error":"${file} already exists. Choose another name, or delete it."}\n`,
      );
    }
  });

  it('an export into another database has the same users', async () => {
    await importText(ndjson(ALICE, BOB));
    const { stdout, stderr } = await runCli('user export --format csv', { env, cwd });
    expect(stderr).toMatch(/^Warning: /);
    const before = await exported();
    env = { DATABASE_URL: await emptyDatabase(kind) };
    await runCli('migrate', { env });
    await runCli('user import - --format csv', { env, input: stdout, cwd });
    expect(await exported()).toEqual(before);
  });

  it('stops at bytes that are not UTF-8, and keeps the users before them', async () => {
    const lines = Array.from({ length: 300 }, (_, index) => ({
      id: String(index),
      username: `u${index}`,
    }));
    const file = Buffer.concat([
      Buffer.from(`${ndjson(...lines)}\n`),
      Buffer.from('m\xfcller', 'latin1'),
    ]);
    const { status, stdout, stderr } = await importText(file, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ complete: false });
    expect(JSON.parse(stderr)).toEqual({ error: expect.stringMatching(/^Line 301 is not UTF-8/) });
  });

  it.each([
    [
      'user import users',
      2,
      /^Cannot determine the format of users from its extension\. Add --format ndjson/,
    ],
    ['user import -', 2, /^Standard input has no extension\. Add --format ndjson/],
    ['user import missing.csv', 1, /^Cannot read missing\.csv: the file does not exist\.\n$/],
    ['user import users.csv --model auth.user', 2, /^--format csv excludes --model\.\n$/],
    ['user import users.csv --format xml', 2, /Allowed choices are ndjson, csv, django/],
    ['user export --json', 2, /--json needs a FILE/],
    [
      'user export no/such/folder.csv',
      1,
      /Cannot write no\/such\/folder\.csv: the folder does not exist\.\n$/,
    ],
  ])('%s fails with status %s and the reason', async (command, status, stderr) => {
    const result = await runCli(command, { env, cwd });
    expect(result).toMatchObject({ status, stderr: expect.stringMatching(stderr) });
  });

  it.each([
    ['', /users read/],
    ['--json', /^$/],
  ])('shows progress on a terminal, unless the output is JSON: %s', async (option, expected) => {
    const io = new TestIo({ env, input: ndjson(ALICE) });
    io.stderr.isTTY = true;
    const args = ['user', 'import', '-', '--format', 'ndjson', ...(option ? [option] : [])];
    expect(await run(args, io)).toBe(0);
    expect(io.stderr.text).toMatch(expected);
  });
});
