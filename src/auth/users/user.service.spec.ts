import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { MemoryRefreshTokenStore, MemoryUserDirectory } from '../../testing/index.js';
import type { AuthEvent } from '../domain/auth-events.js';
import { PasswordHasher } from '../domain/password-hasher.js';
import { UserConflictError } from '../domain/user-directory.js';
import { UserService } from './user.service.js';

class PlainHasher extends PasswordHasher {
  hash(password: string) {
    return Promise.resolve(`hash of ${password}`);
  }

  verify() {
    return Promise.resolve(false);
  }
}

describe('the administration of users', () => {
  let clock: FakeClock;
  let directory: MemoryUserDirectory;
  let sessions: MemoryRefreshTokenStore;
  let users: UserService;
  let told: AuthEvent[];

  beforeEach(() => {
    clock = new FakeClock();
    directory = new MemoryUserDirectory();
    sessions = new MemoryRefreshTokenStore(directory);
    directory.sessions = sessions;
    users = new UserService(directory, new PlainHasher(), clock, {
      emit: (event) => told.push(event),
    });
    told = [];
  });

  const password = 'a good password';

  const logIn = async (user: { id: string; tokenVersion: number }) => {
    const now = clock.now();
    const times = { rotatedAt: now, expiresAt: now + 1000, sessionExpiresAt: now + 1000 };
    const owner = { userId: user.id, tokenVersion: user.tokenVersion };
    await sessions.create({ id: 'a session', ...owner, ...times, ip: null, userAgent: null });
  };
  const reasonOfEnd = async () => (await sessions.find('a session'))?.revokedReason;

  it('makes a user who is active, with an id, without an email, born now', async () => {
    const user = await users.create({ username: 'alice', password });
    expect(user).toMatchObject({ username: 'alice', email: null, isActive: true });
    expect(user.id).not.toBe('');
    expect(user.createdAt).toBe(clock.now());
  });

  it('keeps id, email and inactivity that are given', async () => {
    const given = { id: '42', email: 'alice@example.org', isActive: false };
    const user = await users.create({ username: 'alice', password, ...given });
    expect(user).toMatchObject(given);
  });

  it.each(['false', 'true', 0, 1, null])('rejects %j as isActive', async (value) => {
    const isActive = value as unknown as boolean;
    const created = users.create({ username: 'alice', password, isActive });
    await expect(created).rejects.toThrow('The isActive cannot be used: It is not true or false.');
    expect(await users.isEmpty()).toBe(true);
  });

  it('tells of a new password, and of every end of sessions that it brings', async () => {
    const { id } = await users.create({ username: 'alice', password });
    await users.setPassword('alice', 'another password');
    await users.deactivate('alice');
    const everySession = { type: 'authn_token_revoked', sid: null, userId: id, client: null };
    expect(told).toEqual([
      { type: 'authn_password_change', userId: id },
      { ...everySession, reason: 'password_change' },
      { ...everySession, reason: 'deactivated' },
    ]);
  });

  it('trims name, id and email as the token endpoint trims a name', async () => {
    const given = { username: '\xa0alice ', id: ' 42\n', email: ' a@example.org ' };
    const trimmed = { username: 'alice', id: '42', email: 'a@example.org' };
    expect(await users.create({ ...given, password })).toMatchObject(trimmed);
  });

  it('stores the hash of the password exactly as given, with the spaces at its edges', async () => {
    await users.create({ username: 'alice', password: ' spaced ' });
    const stored = await directory.findByUsername('alice');
    expect(stored?.passwordHash).toBe('hash of  spaced ');
  });

  it.each([
    ['a blank name', { username: ' ' }, 'The name cannot be used: This field may not be blank.'],
    ['an empty id', { id: '' }, 'The id cannot be used: This field may not be blank.'],
    ['a blank email', { email: '\t' }, 'The email cannot be used: This field may not be blank.'],
    [
      'a name with two mistakes',
      { username: '\0\ud800' },
      'The name cannot be used: Null characters are not allowed. Surrogate characters are not allowed: U+D800.',
    ],
    ['no password', { password: '' }, 'The password cannot be used: This field may not be blank.'],
    [
      'a password of spaces',
      { password: '   ' },
      'The password cannot be used: This field may not be blank.',
    ],
    [
      'a null character in the password',
      { password: 'a\0b' },
      'The password cannot be used: Null characters are not allowed.',
    ],
    [
      'a password that was not decoded correctly',
      { password: 'p\ufffdss' },
      'The password cannot be used: Replacement characters are not allowed: U+FFFD.',
    ],
    [
      'half a character in the name',
      { username: 'a\ud800' },
      'The name cannot be used: Surrogate characters are not allowed: U+D800.',
    ],
    [
      'a name that the column does not hold',
      { username: 'x'.repeat(256) },
      'The name cannot be used: It is longer than 255 characters.',
    ],
    [
      'an id that the column does not hold',
      { id: 'x'.repeat(256) },
      'The id cannot be used: It is longer than 255 characters.',
    ],
    [
      'an email that the column does not hold',
      { email: 'x'.repeat(321) },
      'The email cannot be used: It is longer than 320 characters.',
    ],
  ])('refuses %s, says why, and makes nobody', async (_, given, message) => {
    const request = { username: 'alice', password, ...given };
    const error = { name: 'UserRefusedError', message };
    await expect(users.create(request)).rejects.toMatchObject(error);
    expect(await users.isEmpty()).toBe(true);
  });

  it('takes what the columns just hold', async () => {
    const given = { username: 'n'.repeat(255), id: 'i'.repeat(255), email: 'e'.repeat(320) };
    expect(await users.create({ ...given, password })).toMatchObject(given);
  });

  it.each([
    ['username', { username: 'alice', id: '2' }],
    ['id', { username: 'bob', id: '1' }],
  ] as const)('refuses a second user of one %s', async (field, second) => {
    await users.create({ username: 'alice', id: '1', password });
    await expect(users.create({ ...second, password })).rejects.toEqual(
      new UserConflictError(field),
    );
  });

  it('lists users by name', async () => {
    for (const username of ['carol', 'alice', 'bob']) await users.create({ username, password });
    const names = (await users.list()).map(({ username }) => username);
    expect(names).toEqual(['alice', 'bob', 'carol']);
  });

  it('changes a password, now, and ends every session of the user', async () => {
    const alice = await users.create({ username: 'alice', password });
    await logIn(alice);
    clock.pass(500);
    await users.setPassword('alice', 'another');
    const changed = { passwordHash: 'hash of another', passwordChangedAt: clock.now() };
    const tokenVersion = alice.tokenVersion + 1;
    expect(await directory.findByUsername('alice')).toMatchObject({ ...changed, tokenVersion });
    expect(await reasonOfEnd()).toBe('password_change');
  });

  it('refuses a blank new password, and ends nothing', async () => {
    const { tokenVersion, ...alice } = await users.create({ username: 'alice', password });
    await logIn({ ...alice, tokenVersion });
    await expect(users.setPassword('alice', ' ')).rejects.toThrow('The password cannot be used');
    expect(await directory.findByUsername('alice')).toMatchObject({ tokenVersion });
    expect(await reasonOfEnd()).toBeNull();
  });

  it('deactivates a user and ends their sessions, which no activation brings back', async () => {
    const alice = await users.create({ username: 'alice', password });
    await logIn(alice);
    await users.deactivate('alice');
    expect(await directory.findByUsername('alice')).toMatchObject({ isActive: false });
    await users.activate('alice');
    expect(await directory.findByUsername('alice')).toMatchObject({
      isActive: true,
      tokenVersion: alice.tokenVersion + 1,
    });
    expect(await reasonOfEnd()).toBe('deactivated');
  });

  it('deletes a user, revokes every session, and reports it', async () => {
    const alice = await users.create({ username: 'alice', password });
    await logIn(alice);
    await users.delete('alice');
    expect(await directory.findById(alice.id)).toBeNull();
    expect(await reasonOfEnd()).toBe('deleted');
    const event = { type: 'authn_token_revoked', reason: 'deleted', sid: null, client: null };
    expect(told).toEqual([{ ...event, userId: alice.id }]);
  });

  it('gives each user another token version, also under an id that was used before', async () => {
    const versions = [];
    for (let round = 0; round < 3; round++) {
      versions.push((await users.create({ username: 'alice', id: '1', password })).tokenVersion);
      await users.delete('alice');
    }
    expect(new Set(versions).size).toBe(3);
  });

  it.each<[string, (username: string) => Promise<void>]>([
    ['setPassword', (username) => users.setPassword(username, password)],
    ['activate', (username) => users.activate(username)],
    ['deactivate', (username) => users.deactivate(username)],
    ['delete', (username) => users.delete(username)],
  ])('refuses %s for a name that nobody has, exactly as it is written', async (_, change) => {
    await users.create({ username: 'alice', password });
    const message = 'There is no user "Alice".';
    await expect(change('Alice')).rejects.toMatchObject({ name: 'UserRefusedError', message });
  });
});
