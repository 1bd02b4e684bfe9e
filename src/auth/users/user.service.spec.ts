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

describe('UserService', () => {
  let clock: FakeClock;
  let directory: MemoryUserDirectory;
  let sessions: MemoryRefreshTokenStore;
  let users: UserService;
  let emitted: AuthEvent[];

  beforeEach(() => {
    clock = new FakeClock();
    directory = new MemoryUserDirectory();
    sessions = new MemoryRefreshTokenStore(directory);
    directory.sessions = sessions;
    const events = { emit: (event: AuthEvent) => emitted.push(event) };
    users = new UserService(directory, new PlainHasher(), clock, { events });
    emitted = [];
  });

  const password = 'copper willow stream';

  const logIn = async (user: { id: string; tokenVersion: number }) => {
    const now = clock.now();
    const times = { rotatedAt: now, expiresAt: now + 1000, sessionExpiresAt: now + 1000 };
    const owner = { userId: user.id, tokenVersion: user.tokenVersion };
    await sessions.create({ id: 'a session', ...owner, ...times, ip: null, userAgent: null });
  };
  const revokedReason = async () => (await sessions.find('a session'))?.revokedReason;

  it('creates an active user with an ID, without an email, created now', async () => {
    const user = await users.create({ username: 'alice', password });
    expect(user).toMatchObject({ username: 'alice', email: null, isActive: true });
    expect(user.id).not.toBe('');
    expect(user.createdAt).toBe(clock.now());
  });

  it('creates a user with the given ID, email and isActive', async () => {
    const given = { id: '42', email: 'alice@example.org', isActive: false };
    const user = await users.create({ username: 'alice', password, ...given });
    expect(user).toMatchObject(given);
  });

  it('emits nothing when a user already has the new name or the new email address', async () => {
    await users.create({ username: 'alice', password, email: 'alice@example.org' });
    await users.create({ username: 'bob', password });
    emitted = [];
    expect(await users.rename('alice', ' alice ')).toMatchObject({ username: 'alice' });
    expect(await users.setEmail('alice', 'alice@example.org')).toMatchObject({
      email: 'alice@example.org',
    });
    expect(await users.setEmail('bob', null)).toMatchObject({ email: null });
    expect(emitted).toEqual([]);
    await users.rename('alice', 'Alice');
    await users.setEmail('Alice', 'Alice@example.org');
    expect(emitted).toMatchObject([{ attributes: ['username'] }, { attributes: ['email'] }]);
  });

  it.each(['false', 'true', 0, 1, null])('rejects %j as isActive', async (value) => {
    const isActive = value as unknown as boolean;
    const created = users.create({ username: 'alice', password, isActive });
    await expect(created).rejects.toThrow('The isActive cannot be used: It is not true or false.');
    expect(await users.isEmpty()).toBe(true);
  });

  it('emits an event for each change of a user, and for the revocation of all sessions', async () => {
    const { id } = await users.create({ username: 'alice', password });
    await users.setPassword('alice', 'copper lantern meadow');
    await users.deactivate('alice');
    await users.activate('alice');
    await users.delete('alice');
    const change = { userId: id, actor: 'application', client: null };
    const everySession = { type: 'authn_token_revoked', sid: null, userId: id, client: null };
    expect(emitted).toEqual([
      { type: 'user_created', ...change, isActive: true },
      { type: 'authn_password_change', ...change },
      { ...everySession, reason: 'password_change' },
      { type: 'user_deactivated', ...change },
      { ...everySession, reason: 'deactivated' },
      { type: 'user_activated', ...change },
      { type: 'user_deleted', ...change },
      { ...everySession, reason: 'deleted' },
    ]);
  });

  it('rejects an email address with an invisible character, which looks like another one', async () => {
    const email = 'al\u200bice@example.org';
    const message = 'The email cannot be used: Invisible characters are not allowed: U+200B.';
    await expect(users.create({ username: 'm', password, email })).rejects.toThrow(message);
    await users.create({ username: 'n', password });
    await expect(users.setEmail('n', email)).rejects.toThrow(message);
  });

  it('trims name, ID and email like the token endpoint', async () => {
    const given = { username: '\xa0alice ', id: ' 42\n', email: ' a@example.org ' };
    const trimmed = { username: 'alice', id: '42', email: 'a@example.org' };
    expect(await users.create({ ...given, password })).toMatchObject(trimmed);
  });

  it('hashes the password with the spaces at its edges', async () => {
    await users.create({ username: 'alice', password: ' spaced and long ' });
    const stored = await directory.findByUsername('alice');
    expect(stored?.passwordHash).toBe('hash of  spaced and long ');
  });

  const BLANK = 'This field may not be blank.';
  const NULL = 'Null characters are not allowed.';
  const SURROGATE = 'Surrogate characters are not allowed: U+D800.';

  it.each([
    ['username', 'blank', { username: ' ' }, BLANK],
    ['id', 'empty', { id: '' }, BLANK],
    ['email', 'blank', { email: '\t' }, BLANK],
    ['username', 'of two forbidden characters', { username: '\0\ud800' }, `${NULL} ${SURROGATE}`],
    ['password', 'empty', { password: '' }, BLANK],
    ['password', 'blank', { password: '   ' }, BLANK],
    ['password', 'with a null character', { password: 'a\0b' }, NULL],
    ['password', 'not decoded correctly', { password: 'p\ufffdss' }, 'Replacement characters are not allowed: U+FFFD.'], // prettier-ignore
    ['username', 'with a lone surrogate', { username: 'a\ud800' }, SURROGATE],
    ['username', 'too long', { username: 'x'.repeat(256) }, 'It is longer than 255 characters.'],
    ['id', 'too long', { id: 'x'.repeat(256) }, 'It is longer than 255 characters.'],
    ['email', 'too long', { email: 'x'.repeat(321) }, 'It is longer than 320 characters.'],
  ])(
    'rejects a %s that is %s with the reason and creates no user',
    async (field, _, given, reason) => {
      const request = { username: 'alice', password, ...given };
      const message = `The ${field} cannot be used: ${reason}`;
      await expect(users.create(request)).rejects.toMatchObject({
        name: 'UserRefusedError',
        message,
      });
      expect(await users.isEmpty()).toBe(true);
    },
  );

  it('accepts values of the maximum length', async () => {
    const given = { username: 'n'.repeat(255), id: 'i'.repeat(255), email: 'e'.repeat(320) };
    expect(await users.create({ ...given, password })).toMatchObject(given);
  });

  it.each([
    ['username', { username: 'alice', id: '2' }],
    ['id', { username: 'bob', id: '1' }],
  ] as const)('rejects a second user with the same %s', async (field, second) => {
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

  it('changes a password and revokes every session of the user', async () => {
    const alice = await users.create({ username: 'alice', password });
    await logIn(alice);
    clock.pass(500);
    await users.setPassword('alice', 'copper lantern meadow');
    const changed = {
      passwordHash: 'hash of copper lantern meadow',
      passwordChangedAt: clock.now(),
    };
    const tokenVersion = alice.tokenVersion + 1;
    expect(await directory.findByUsername('alice')).toMatchObject({ ...changed, tokenVersion });
    expect(await revokedReason()).toBe('password_change');
  });

  const WEAK = 'The password cannot be used: This password is too short.';

  it('rejects a weak password of a new user and creates nothing', async () => {
    const weak = users.create({ username: 'alice', password: 'short' });
    await expect(weak).rejects.toThrow(WEAK);
    expect(await directory.isEmpty()).toBe(true);
  });

  it('rejects a password like the email address of the user', async () => {
    const email = 'wonderland.tea.party@example.org';
    const similar = 'WonderlandTeaParty1';
    const message = 'The password is too similar to the email address.';
    const creation = users.create({ username: 'alice', email, password: similar });
    await expect(creation).rejects.toThrow(message);
    const { id } = await users.create({ username: 'alice', email, password });
    await expect(users.setPassword('alice', similar)).rejects.toThrow(message);
    const user = (await directory.findById(id))!;
    await expect(users.changePassword(user, similar)).rejects.toThrow(message);
  });

  it('rejects a weak new password and revokes no session', async () => {
    const alice = await users.create({ username: 'alice', password });
    await logIn(alice);
    await expect(users.setPassword('alice', 'short')).rejects.toThrow(WEAK);
    await expect(users.changePassword(alice, 'short')).rejects.toThrow(WEAK);
    expect(await directory.findById(alice.id)).toMatchObject({ tokenVersion: alice.tokenVersion });
    expect(await revokedReason()).toBeNull();
  });

  it('accepts a weak password with allowWeakPassword, but not a blank one', async () => {
    const allowed = { allowWeakPassword: true };
    await users.create({ username: 'alice', password: 'x' }, allowed);
    await users.setPassword('alice', 'y', allowed);
    const blank = 'This field may not be blank.';
    await expect(users.setPassword('alice', ' ', allowed)).rejects.toThrow(blank);
    const text = { allowWeakPassword: 'false' as unknown as boolean };
    await expect(users.setPassword('alice', 'y', text)).rejects.toThrow('not true or false');
  });

  it('changePassword revokes every session and returns the user for a new one', async () => {
    const alice = await users.create({ username: 'alice', password });
    await logIn(alice);
    const client = { ip: '192.0.2.1', userAgent: null };
    const changed = await users.changePassword(alice, 'copper lantern meadow', client);
    expect(changed).toEqual({ ...alice, tokenVersion: alice.tokenVersion + 1 });
    const passwordHash = 'hash of copper lantern meadow';
    expect(await directory.findByUsername('alice')).toMatchObject({ passwordHash });
    expect(await revokedReason()).toBe('password_change');
    const userId = alice.id;
    const reason = 'password_change';
    expect(emitted.slice(1)).toEqual([
      { type: 'authn_password_change', userId, actor: 'user', client },
      { type: 'authn_token_revoked', reason, sid: null, userId, client },
    ]);
  });

  it('changePassword rejects a user who was changed since the password was verified', async () => {
    const alice = await users.create({ username: 'alice', password });
    await users.setPassword('alice', 'copper lantern meadow');
    emitted = [];
    const late = users.changePassword(alice, 'amber willow stream');
    await expect(late).rejects.toMatchObject({ code: 'session_ended' });
    const passwordHash = 'hash of copper lantern meadow';
    expect(await directory.findByUsername('alice')).toMatchObject({ passwordHash });
    expect(emitted).toEqual([]);
  });

  it('changePassword changes the password of a user who was renamed since then, without the email address of the new owner of the name', async () => {
    const alice = await users.create({ username: 'alice', password });
    await users.rename('alice', 'alicia');
    await users.create({ username: 'alice', email: 'copper.lantern@example.org', password });
    await users.changePassword(alice, 'copper lantern meadow');
    const passwordHash = 'hash of copper lantern meadow';
    expect(await directory.findByUsername('alicia')).toMatchObject({ passwordHash });
  });

  it('changePassword rejects a user who was deleted since the password was verified', async () => {
    const alice = await users.create({ username: 'alice', password });
    await users.delete('alice');
    const late = users.changePassword(alice, 'amber willow stream');
    await expect(late).rejects.toMatchObject({ code: 'session_ended' });
  });

  it('rejects a blank new password and revokes no session', async () => {
    const { tokenVersion, ...alice } = await users.create({ username: 'alice', password });
    await logIn({ ...alice, tokenVersion });
    await expect(users.setPassword('alice', ' ')).rejects.toThrow('The password cannot be used');
    expect(await directory.findByUsername('alice')).toMatchObject({ tokenVersion });
    expect(await revokedReason()).toBeNull();
  });

  it('deactivates a user and revokes the sessions, which stay revoked after an activation', async () => {
    const alice = await users.create({ username: 'alice', password });
    await logIn(alice);
    await users.deactivate('alice');
    expect(await directory.findByUsername('alice')).toMatchObject({ isActive: false });
    await users.activate('alice');
    expect(await directory.findByUsername('alice')).toMatchObject({
      isActive: true,
      tokenVersion: alice.tokenVersion + 1,
    });
    expect(await revokedReason()).toBe('deactivated');
  });

  it('deletes a user, revokes every session and emits an event', async () => {
    const alice = await users.create({ username: 'alice', password });
    await logIn(alice);
    await users.delete('alice');
    expect(await directory.findById(alice.id)).toBeNull();
    expect(await revokedReason()).toBe('deleted');
    const event = { type: 'authn_token_revoked', reason: 'deleted', sid: null, client: null };
    expect(emitted).toContainEqual({ ...event, userId: alice.id });
  });

  it('creates each user with another tokenVersion, also under the ID of a deleted user', async () => {
    const versions = [];
    for (let round = 0; round < 3; round++) {
      versions.push((await users.create({ username: 'alice', id: '1', password })).tokenVersion);
      await users.delete('alice');
    }
    expect(new Set(versions).size).toBe(3);
  });

  it.each<[string, (username: string) => Promise<unknown>]>([
    ['setPassword', (username) => users.setPassword(username, password)],
    ['activate', (username) => users.activate(username)],
    ['deactivate', (username) => users.deactivate(username)],
    ['delete', (username) => users.delete(username)],
    ['unlock', (username) => users.unlock(username)],
  ])('rejects %s for an unknown name, which it compares exactly', async (name, change) => {
    const { id } = await users.create({ username: 'alice', password });
    expect([name, await change('alice')]).toEqual([name, { id, username: 'alice' }]);
    const message = 'There is no user "Alice".';
    await expect(change('Alice')).rejects.toMatchObject({ name: 'UserRefusedError', message });
  });
});
