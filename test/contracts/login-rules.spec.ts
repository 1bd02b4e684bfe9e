import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { LoginRules } from '../../src/auth/domain/login-name.js';
import { UserConflictError } from '../../src/auth/domain/user-directory.js';
import {
  applyLoginRules,
  findLoginConflicts,
} from '../../src/auth/persistence/apply-login-rules.js';
import { TypeOrmUserStore } from '../../src/auth/persistence/typeorm-user.store.js';
import { migrate } from '../../src/service/database/migrate.js';
import { DATABASES } from '../support/databases.js';
import { emptyDatabase, open } from '../support/opened.js';
import { newUser, NOW } from './fixtures.js';

const SENSITIVE: LoginRules = { usernameCase: 'sensitive', loginFields: ['username'] };
const CASELESS: LoginRules = { usernameCase: 'insensitive', loginFields: ['username'] };
const EMAIL: LoginRules = { usernameCase: 'sensitive', loginFields: ['email'] };
const BOTH: LoginRules = { usernameCase: 'insensitive', loginFields: ['username', 'email'] };

describe.each(DATABASES)('the rules of log-ins (%s)', (kind) => {
  let dataSource: DataSource;

  beforeEach(async () => {
    dataSource = await open(await emptyDatabase(kind));
    await migrate(dataSource);
  });

  const storeOf = (rules: LoginRules) => new TypeOrmUserStore(dataSource, true, rules);
  const create = (rules: LoginRules, username: string, email?: string) =>
    storeOf(rules).create(newUser({ username, email }), NOW);
  const foundBy = async (rules: LoginRules, sent: string) =>
    (await storeOf(rules).findByUsername(sent))?.username;

  it('names with insensitive case are found in every spelling, and are unique in the database', async () => {
    await create(CASELESS, 'Ünïque');
    for (const sent of ['Ünïque', 'ÜNÏQUE', 'u\u0308nïque']) {
      expect(await foundBy(CASELESS, sent)).toBe('Ünïque');
    }
    expect(await foundBy(CASELESS, 'unique')).toBeUndefined();
    const conflict = new UserConflictError('username');
    await expect(create(CASELESS, 'üNÏQUE')).rejects.toEqual(conflict);
    const { id } = await create(CASELESS, 'other');
    await expect(storeOf(CASELESS).rename(id, 'ÜNÏQUE')).rejects.toEqual(conflict);
    const copy = `INSERT INTO keyturn_user SELECT 'copy', 'ÜNÏQUE', email, password_hash, is_active,
      token_version, created_at, last_login_at, password_changed_at, username_key,
      username_is_unique, email_key, email_is_unique, login_unlocked_at, rehashed_from FROM keyturn_user WHERE id <> '${id}'`;
    await expect(dataSource.query(copy)).rejects.toThrow(/unique/i);
  });

  it('a user can take another spelling of the own name with insensitive case', async () => {
    const { id } = await create(CASELESS, 'alice');
    await storeOf(CASELESS).rename(id, 'Alice');
    expect(await storeOf(CASELESS).findByName('ALICE')).toMatchObject({ username: 'Alice' });
  });

  it('names with sensitive case are found only as they are stored, and differ by case', async () => {
    await create(SENSITIVE, 'alice');
    await create(SENSITIVE, 'Alice');
    expect(await foundBy(SENSITIVE, 'Alice')).toBe('Alice');
    expect(await foundBy(SENSITIVE, 'ALICE')).toBeUndefined();
  });

  it('a log-in by email finds the address in every case, and no name', async () => {
    await create(EMAIL, 'alice', 'Alice@Example.org');
    expect(await foundBy(EMAIL, 'alice@EXAMPLE.org')).toBe('alice');
    expect(await foundBy(EMAIL, 'alice')).toBeUndefined();
    const conflict = new UserConflictError('email');
    await expect(create(EMAIL, 'bob', 'ALICE@example.org')).rejects.toEqual(conflict);
    const { id } = await create(EMAIL, 'carol');
    await expect(storeOf(EMAIL).setEmail(id, 'alice@example.org')).rejects.toEqual(conflict);
    await storeOf(EMAIL).setEmail(id, 'carol@example.org');
    expect(await foundBy(EMAIL, 'carol@example.org')).toBe('carol');
  });

  it('a log-in by name and email rejects an address that is the name of another user', async () => {
    await create(BOTH, 'Bob@Example.org', 'bob@example.org');
    await create(BOTH, 'carol', 'carol@example.org');
    const email = new UserConflictError('email', 'This email address is the username of another user.'); // prettier-ignore
    await expect(create(BOTH, 'eve', 'BOB@example.org')).rejects.toEqual(email);
    const name = new UserConflictError('username', 'This username is the email address of another user.'); // prettier-ignore
    await expect(create(BOTH, 'Carol@example.org')).rejects.toEqual(name);
    const { id } = await create(BOTH, 'dan');
    await expect(storeOf(BOTH).rename(id, 'CAROL@example.org')).rejects.toEqual(name);
    await expect(storeOf(BOTH).setEmail(id, 'bob@EXAMPLE.org')).rejects.toEqual(email);
    expect(await foundBy(BOTH, 'BOB@example.org')).toBe('Bob@Example.org');
  });

  it('the owner of a name logs in with it although it is the email address of another user', async () => {
    const shared = 'both@example.org';
    await create(SENSITIVE, 'thief', shared);
    await create(SENSITIVE, shared);
    await dataSource.query(
      'UPDATE keyturn_user SET username_is_unique = TRUE, email_is_unique = TRUE',
    );
    expect(await foundBy(BOTH, shared)).toBe(shared);
  });

  it('new rules apply to existing users, and the old rules apply again afterwards', async () => {
    for (const name of ['alice', 'Bob']) await create(SENSITIVE, name, `${name}@Example.org`);
    expect(await foundBy(BOTH, 'bob')).toBeUndefined();
    expect(await applyLoginRules(dataSource, BOTH)).toEqual([]);
    expect(await foundBy(BOTH, 'bob')).toBe('Bob');
    expect(await foundBy(BOTH, 'ALICE@example.org')).toBe('alice');
    await expect(create(BOTH, 'ALICE')).rejects.toEqual(new UserConflictError('username'));
    await create(SENSITIVE, 'ALICE', 'alice@example.org');
    expect(await foundBy(SENSITIVE, 'ALICE')).toBe('ALICE');
    expect(await applyLoginRules(dataSource, BOTH)).toHaveLength(2);
    // The rules stay as they are until the conflicts are solved.
    expect(await foundBy(BOTH, 'Alice')).toBe('alice');
  });

  it('new rules apply to users without keys, which an older version has created', async () => {
    await create(SENSITIVE, 'Élise', 'Elise@Example.org');
    await dataSource.query('UPDATE keyturn_user SET username_key = NULL, email_key = NULL');
    expect(await foundBy(SENSITIVE, 'Élise')).toBe('Élise');
    expect(await applyLoginRules(dataSource, BOTH)).toEqual([]);
    expect(await foundBy(BOTH, 'éLISE')).toBe('Élise');
    expect(await foundBy(BOTH, 'elise@example.org')).toBe('Élise');
  });

  it('conflicts are listed with the names of the users', async () => {
    await create(SENSITIVE, 'alice', 'a@example.org');
    await create(SENSITIVE, 'ALICE', 'A@Example.org');
    await create(SENSITIVE, 'a@example.org');
    await create(SENSITIVE, 'bob', 'b@example.org');
    const name = { kind: 'name', usernames: ['ALICE', 'alice'] };
    const email = { kind: 'email', usernames: ['ALICE', 'alice'] };
    const shared = { kind: 'email_of_name', usernames: ['ALICE', 'alice', 'a@example.org'] };
    const sorted = async (rules: LoginRules) =>
      (await findLoginConflicts(dataSource, rules)).map(({ kind: one, usernames }) => ({
        kind: one,
        usernames: [...usernames].sort(),
      }));
    expect(await sorted(SENSITIVE)).toEqual([]);
    expect(await sorted(CASELESS)).toEqual([name]);
    expect(await sorted(EMAIL)).toEqual([email]);
    expect(await sorted(BOTH)).toEqual([
      name,
      email,
      { ...shared, usernames: [...shared.usernames].sort() },
    ]);
  });

  it('administration finds each of two users whose names conflict, by the exact name', async () => {
    for (const name of ['alice', 'Alice']) await create(SENSITIVE, name);
    const users = storeOf(CASELESS);
    expect(await users.findByName('Alice')).toMatchObject({ username: 'Alice' });
    expect(await users.findByName('ALICE')).toBeNull();
  });

  it('more users than one batch get the new rules', async () => {
    const one = await create(SENSITIVE, 'N0');
    const rows = Array.from({ length: 1500 }, (_, index) => `('i${index}', 'N${index + 1}')`);
    await dataSource.query(`INSERT INTO keyturn_user (id, username, password_hash, is_active,
        token_version, created_at, password_changed_at)
      SELECT column1, column2, '', TRUE, 0, 0, 0 FROM (VALUES ${rows.join(', ')}) AS given`);
    expect(await applyLoginRules(dataSource, CASELESS)).toEqual([]);
    const left = await dataSource.query<unknown[]>(
      'SELECT id FROM keyturn_user WHERE username_is_unique IS NULL',
    );
    expect(left).toEqual([]);
    expect(await foundBy(CASELESS, 'n1500')).toBe('N1500');
    expect(await storeOf(CASELESS).findById(one.id)).toMatchObject({ username: 'N0' });
  });
});
