import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UserConflictError, type UserDirectory } from '../../src/auth/domain/user-directory.js';
import { claim, createSession, newUser, NOW } from './fixtures.js';
import { openStores, STORES, type StoreHarness } from './store-harness.js';

describe.each(STORES)('the user directory (%s)', (kind) => {
  let harness: StoreHarness;
  let users: UserDirectory;

  beforeAll(async () => {
    harness = await openStores(kind);
    users = harness.connections[0].users;
  });
  afterAll(() => harness.close());

  const create = (username: string, rest: { id?: string; email?: string } = {}) =>
    users.create(newUser({ username, tokenVersion: 7, ...rest }), NOW);

  it('isEmpty() returns true until the first user is created', async () => {
    expect(await users.isEmpty()).toBe(true);
    await create('first');
    expect(await users.isEmpty()).toBe(false);
  });

  it('create() generates an ID, or stores the given one', async () => {
    expect((await create('made')).id).toMatch(/^[0-9a-f-]{36}$/);
    expect((await create('given', { id: '42' })).id).toBe('42');
    expect(await users.findById('42')).toMatchObject({ id: '42', username: 'given' });
  });

  it('create() stores a user as given, active and without a log-in', async () => {
    const created = await create('whole', { email: 'whole@example.org' });
    const expected = {
      email: 'whole@example.org',
      isActive: true,
      tokenVersion: 7,
      createdAt: NOW,
      lastLoginAt: null,
      passwordChangedAt: NOW,
    };
    expect(created).toMatchObject(expected);
    const all = await users.list();
    expect(all.find(({ id }) => id === created.id)).toMatchObject(expected);
    const stored = { id: created.id, username: 'whole', passwordHash: 'hash' };
    expect(await users.findByUsername('whole')).toMatchObject({
      ...stored,
      isActive: true,
      tokenVersion: 7,
    });
  });

  it('findByUsername() distinguishes case and Unicode normalization forms', async () => {
    await create('Ünï');
    expect(await users.findByUsername('Ünï')).not.toBeNull();
    expect(await users.findByUsername('ünï')).toBeNull();
    expect(await users.findByUsername('Ünï'.normalize('NFD'))).toBeNull();
  });

  it('create() rejects a second user with the same name or the same ID', async () => {
    await create('taken', { id: 'taken-id' });
    await expect(create('taken')).rejects.toEqual(new UserConflictError('username'));
    await expect(create('free', { id: 'taken-id' })).rejects.toEqual(new UserConflictError('id'));
    expect(await users.findByUsername('free')).toBeNull();
  });

  it('list() returns the users sorted by name', async () => {
    await create('zoe');
    await create('adam');
    const names = (await users.list()).map(({ username }) => username);
    expect(names.indexOf('adam')).toBeLessThan(names.indexOf('zoe'));
  });

  it('recordLogin() stores the time of the log-in', async () => {
    const { id } = await create('seen');
    await users.recordLogin(id, NOW + 7);
    expect((await users.list()).find((user) => user.id === id)?.lastLoginAt).toBe(NOW + 7);
  });

  it('setPassword() revokes all sessions of the user and increments the token version', async () => {
    const user = await create('changing');
    const sid = await createSession(harness.connections[0], user);
    await users.setPassword(user.id, 'new hash', NOW + 1);
    expect(await users.findByUsername('changing')).toMatchObject({
      passwordHash: 'new hash',
      tokenVersion: 8,
    });
    expect(await harness.connections[0].sessions.find(sid)).toMatchObject({
      revokedAt: NOW + 1,
      revokedReason: 'password_change',
    });
  });

  it('delete() removes a user and revokes all sessions, which stay revoked for a later user with the same ID', async () => {
    const user = await create('deleted', { id: 'used-twice' });
    const [connection] = harness.connections;
    const sid = await createSession(connection, user);
    await users.delete(user.id, NOW + 1);
    expect(await users.findById(user.id)).toBeNull();
    expect(await connection.sessions.find(sid)).toMatchObject({
      revokedAt: NOW + 1,
      revokedReason: 'deleted',
    });
    const late = await createSession(connection, user);
    await users.create(newUser({ username: 'deleted', id: user.id, tokenVersion: 9 }), NOW + 2);
    expect(await connection.sessions.rotate(claim(late, user.id))).toBeNull();
  });

  it('revokes all sessions of a user on request, also one that is created at the same time', async () => {
    const user = await create('thrown-out');
    const sid = await createSession(harness.connections[0], user);
    await users.revokeSessions?.(user.id, 'admin', NOW + 1);
    const late = await createSession(harness.connections[0], user);
    expect(await users.findById(user.id)).toMatchObject({ isActive: true, tokenVersion: 8 });
    expect((await harness.connections[0].sessions.find(sid))?.revokedReason).toBe('admin');
    expect(await harness.connections[0].sessions.rotate(claim(late, user.id))).toBeNull();
  });

  it('deactivate() revokes all sessions of the user, and activate() does not restore them', async () => {
    const user = await create('leaving');
    const sid = await createSession(harness.connections[0], user);
    await users.deactivate(user.id, NOW + 1);
    expect(await users.findById(user.id)).toMatchObject({ isActive: false, tokenVersion: 8 });
    await users.activate(user.id);
    expect(await users.findById(user.id)).toMatchObject({ isActive: true, tokenVersion: 8 });
    expect(await harness.connections[0].sessions.find(sid)).toMatchObject({
      revokedReason: 'deactivated',
    });
  });
});
