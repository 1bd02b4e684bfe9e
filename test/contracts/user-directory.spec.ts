import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type NewUser,
  type PasswordChange,
  UserConflictError,
  type UserDirectory,
} from '../../src/auth/domain/user-directory.js';
import type { UserQuery } from '../../src/auth/domain/user-query.js';
import { claim, createSession, newUser, NOW } from './fixtures.js';
import { openStores, STORES, type StoreHarness } from './store-harness.js';

/** What an administrator does to a user, with the reason in the sessions. */
type Change = [name: string, reason: string, act: (users: UserDirectory, id: string) => unknown];

const CHANGES: Change[] = [
  ['setPassword', 'password_change', (users, id) => users.setPassword(id, 'new', NOW + 1)],
  ['changePassword', 'password_change', (users, id) => change(users, id, { tokenVersion: 7 })],
  ['deactivate', 'deactivated', (users, id) => users.deactivate(id, NOW + 1)],
  ['delete', 'deleted', (users, id) => users.delete(id, NOW + 1)],
  ['revokeSessions', 'admin', (users, id) => users.revokeSessions?.(id, 'admin', NOW + 1)],
];

const change = (users: UserDirectory, id: string, given: Partial<PasswordChange> = {}) =>
  users.changePassword(id, { passwordHash: 'new', tokenVersion: 7, ...given }, NOW + 1);

// test/contracts/user-store.spec.ts checks the part of a directory that every store has.
describe.each(STORES)('the user directory (%s)', (kind) => {
  let harness: StoreHarness;
  let users: UserDirectory;

  beforeAll(async () => {
    harness = await openStores(kind);
    users = harness.connections[0].users;
  });
  afterAll(() => harness.close());

  const create = (username: string, rest: Partial<NewUser> = {}) =>
    users.create(newUser({ username, tokenVersion: 7, ...rest }), NOW);

  it('isEmpty() returns true until the first user is created', async () => {
    expect(await users.isEmpty()).toBe(true);
    await create('first');
    expect(await users.isEmpty()).toBe(false);
  });

  it('create() stores a user as given, active, without a log-in, and with an ID', async () => {
    const created = await create('whole', { email: 'whole@example.org' });
    expect(created.id).toMatch(/^[0-9a-f-]{36}$/);
    const times = { createdAt: NOW, lastLoginAt: null, passwordChangedAt: NOW };
    const expected = { email: 'whole@example.org', isActive: true, tokenVersion: 7, ...times };
    const listed = (await users.list()).find(({ id }) => id === created.id);
    for (const profile of [created, listed]) expect(profile).toMatchObject(expected);
    const stored = { id: created.id, username: 'whole', passwordHash: 'hash' };
    expect(await users.findByUsername('whole')).toMatchObject(stored);
  });

  it('create() stores the given ID, and rejects a second user with the same name or ID', async () => {
    expect((await create('taken', { id: '42' })).id).toBe('42');
    await expect(create('taken')).rejects.toEqual(new UserConflictError('username'));
    await expect(create('free', { id: '42' })).rejects.toEqual(new UserConflictError('id'));
    expect(await users.findByUsername('free')).toBeNull();
    expect(await users.findById('42')).toMatchObject({ id: '42', username: 'taken' });
  });

  it('findWithPasswordHash() returns the user with the ID and the hash', async () => {
    const { id } = await create('hashed');
    const found = { id, username: 'hashed', tokenVersion: 7, passwordHash: 'hash' };
    expect(await users.findWithPasswordHash(id)).toMatchObject(found);
    for (const unknown of ['hashed', '\0', '\ud800']) {
      expect(await users.findWithPasswordHash(unknown)).toBeNull();
    }
  });

  it('list() returns the users sorted by name', async () => {
    await create('zoe');
    await create('adam');
    const names = (await users.list()).map(({ username }) => username);
    expect(names.indexOf('adam')).toBeLessThan(names.indexOf('zoe'));
  });

  it('list() returns pages after a name, of the users that the query selects', async () => {
    const made = ['page-A', 'page-B', 'page-C', 'page-D'];
    for (const name of made) await create(name, { email: `${name}@Pages.example` });
    await create('page-E', { isActive: false });
    const names = async (query: UserQuery) =>
      (await users.list(query)).map(({ username }) => username);
    const first = await names({ search: 'PAGE-', isActive: true, limit: 3 });
    const second = await names({ search: 'PAGE-', isActive: true, limit: 3, after: first.at(-1) });
    expect([...first, ...second]).toEqual(made);
    expect(await names({ search: 'page-', isActive: false })).toEqual(['page-E']);
    expect(await names({ search: 'pages.EXAMPLE', createdSince: NOW })).toEqual(made);
    expect(await names({ search: 'page-', createdSince: NOW + 1 })).toEqual([]);
    for (const search of ['page_', 'page%', 'page\\', '%']) {
      expect(await names({ search })).toEqual([]);
    }
  });

  it('findByName() returns the profile of the user with exactly this name, without the hash', async () => {
    const created = await create('Profiled', { email: 'p@example.org' });
    expect(await users.findByName('Profiled')).toEqual(created);
    for (const name of ['profiled', 'p@example.org', 'a\0b']) {
      expect(await users.findByName(name)).toBeNull();
    }
  });

  it('rename() changes the name, revokes no session, and rejects the name of another user', async () => {
    const [connection] = harness.connections;
    const user = await create('before');
    const sid = await createSession(connection, user);
    await users.rename(user.id, 'after');
    expect(await users.findByUsername('before')).toBeNull();
    expect(await users.findByUsername('after')).toMatchObject({ id: user.id, tokenVersion: 7 });
    expect(await connection.sessions.rotate(claim(sid, user.id))).not.toBeNull();
    const renamed = users.rename((await create('third')).id, 'after');
    await expect(renamed).rejects.toEqual(new UserConflictError('username'));
    await users.rename(user.id, 'after');
  });

  it('setEmail() changes and removes the email address, which another user may have', async () => {
    const { id } = await create('reachable');
    await create('neighbor', { email: 'shared@example.org' });
    await users.setEmail(id, 'shared@example.org');
    expect(await users.findByName('reachable')).toMatchObject({ email: 'shared@example.org' });
    await users.setEmail(id, null);
    expect(await users.findByName('reachable')).toMatchObject({ email: null });
  });

  it('recordLogin() stores the time of the log-in', async () => {
    const { id } = await create('seen');
    await users.recordLogin(id, NOW + 7);
    expect((await users.list()).find((user) => user.id === id)?.lastLoginAt).toBe(NOW + 7);
  });

  it.each(CHANGES)(
    '%s() revokes all sessions of the user with the reason %s, also one that starts at the same time',
    async (method, revokedReason, act) => {
      const [connection] = harness.connections;
      const user = await create(`before ${method}`);
      const sid = await createSession(connection, user);
      await act(users, user.id);
      const revoked = { revokedAt: NOW + 1, revokedReason };
      expect(await connection.sessions.find(sid)).toMatchObject(revoked);
      const late = await createSession(connection, user);
      if (method === 'delete') await create('a later user', { id: user.id, tokenVersion: 9 });
      else expect((await users.findById(user.id))?.tokenVersion).toBe(8);
      await users.activate(user.id);
      expect(await connection.sessions.rotate(claim(late, user.id))).toBeNull();
    },
  );

  it('changePassword() replaces the hash and returns the new token version', async () => {
    const { id } = await create('changing');
    expect(await change(users, id)).toBe(8);
    const changed = { passwordHash: 'new', tokenVersion: 8 };
    expect(await users.findByUsername('changing')).toMatchObject(changed);
    const profile = (await users.list()).find((user) => user.id === id);
    expect(profile?.passwordChangedAt).toBe(NOW + 1);
  });

  it.each<[string, (id: string) => unknown, Partial<PasswordChange>]>([
    ['has another token version', () => undefined, { tokenVersion: 6 }],
    ['is inactive', (id) => users.deactivate(id, NOW), { tokenVersion: 8 }],
    ['is deleted', (id) => users.delete(id, NOW), {}],
  ])(
    'changePassword() returns null and changes nothing when the user %s',
    async (state, act, given) => {
      const [connection] = harness.connections;
      const { id } = await create(`unchanged, ${state}`);
      await act(id);
      const sid = await createSession(connection, { id, tokenVersion: 7 });
      const before = await users.findByUsername(`unchanged, ${state}`);
      expect(await change(users, id, given)).toBeNull();
      expect(await users.findByUsername(`unchanged, ${state}`)).toEqual(before);
      expect((await connection.sessions.find(sid))?.revokedAt).toBeNull();
    },
  );

  it('activate() keeps the token version of a deactivated user', async () => {
    const { id } = await create('leaving');
    await users.deactivate(id, NOW + 1);
    expect(await users.findById(id)).toMatchObject({ isActive: false, tokenVersion: 8 });
    await users.activate(id);
    expect(await users.findById(id)).toMatchObject({ isActive: true, tokenVersion: 8 });
  });
});
