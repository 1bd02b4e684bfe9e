import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { CreateUser1763800000001 } from './migrations/1763800000001-create-user.js';
import { TypeOrmUserStore } from './typeorm-user.store.js';
import { User } from './user.entity.js';

const NOW = 1_700_000_000_000;
const ALICE = { username: 'alice', passwordHash: 'hash', isActive: true, tokenVersion: 0 };

describe('users whose sessions are elsewhere', () => {
  let dataSource: DataSource;
  let users: TypeOrmUserStore;

  beforeEach(async () => {
    dataSource = await new DataSource({
      type: 'better-sqlite3',
      database: ':memory:',
      entities: [User],
      migrations: [CreateUser1763800000001],
      migrationsRun: true,
    }).initialize();
    users = new TypeOrmUserStore(dataSource, false);
  });
  afterEach(async () => {
    if (dataSource.isInitialized) await dataSource.destroy();
  });

  it.each<[string, (id: string) => Promise<void>]>([
    ['a new password', (id) => users.setPassword(id, 'another hash', NOW)],
    ['a deactivation', (id) => users.deactivate(id, NOW)],
    ['an end of all sessions', (id) => users.endSessions(id, 'admin', NOW)],
  ])('have them ended by their version alone, at %s', async (_, end) => {
    const { id } = await users.create(ALICE, NOW);
    await end(id);
    expect(await users.findById(id)).toMatchObject({ tokenVersion: 1 });
  });

  it('are looked at by the statement that rotates itself: no moment lies between', async () => {
    const { id } = await users.create(ALICE, NOW);
    const owned = async (userId: string, tokenVersion: number) => {
      const session = `SELECT '${userId}' AS user_id, ${tokenVersion} AS token_version`;
      const sql = `SELECT 1 FROM (${session}) AS session WHERE ${users.ownerCondition('session')}`;
      return (await dataSource.query<unknown[]>(sql)).length === 1;
    };
    expect(await Promise.all([owned(id, 0), owned(id, 1), owned('nobody', 0)])).toEqual([
      true,
      false,
      false,
    ]);
    await users.deactivate(id, NOW);
    expect(await owned(id, 1)).toBe(false);
  });

  it('are nobody under an id or a name that nobody has', async () => {
    expect(await users.findById('nobody')).toBeNull();
    expect(await users.findByUsername('nobody')).toBeNull();
  });

  it('tell a name that is taken from an id that is', async () => {
    await users.create({ ...ALICE, id: '1' }, NOW);
    const taken = { name: 'UserConflictError', field: 'username' };
    await expect(users.create(ALICE, NOW)).rejects.toMatchObject(taken);
    const again = users.create({ ...ALICE, id: '1', username: 'bob' }, NOW);
    await expect(again).rejects.toMatchObject({ name: 'UserConflictError', field: 'id' });
  });

  it('take what breaks another rule of the table for no other user', async () => {
    const nameless = users.create({ ...ALICE, username: null as unknown as string }, NOW);
    await expect(nameless).rejects.toMatchObject({ name: 'StorageFault' });
  });

  it('are out of reach while the database is', async () => {
    await dataSource.query('PRAGMA query_only = 1');
    const unavailable = { code: 'temporarily_unavailable' };
    await expect(users.create(ALICE, NOW)).rejects.toMatchObject(unavailable);
  });
});
