import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { SQLITE } from '../../../test/support/sqlite-driver.js';
import { CreateUser1763800000001 } from './migrations/1763800000001-create-user.js';
import { AddUserKeys1764400000001 } from './migrations/1764400000001-add-user-keys.js';
import { AddLoginUnlockedAt1764400000003 } from './migrations/1764400000003-add-login-unlocked-at.js';
import { AddRehashedFrom1764400000004 } from './migrations/1764400000004-add-rehashed-from.js';
import { TypeOrmUserStore } from './typeorm-user.store.js';
import { UserEntity } from './user.entity.js';

const NOW = 1_700_000_000_000;
const ALICE = { username: 'alice', passwordHash: 'hash', isActive: true, tokenVersion: 0 };

describe('TypeOrmUserStore with sessions in another database', () => {
  let dataSource: DataSource;
  let users: TypeOrmUserStore;

  beforeEach(async () => {
    dataSource = await new DataSource({
      ...SQLITE,
      database: ':memory:',
      entities: [UserEntity],
      migrations: [
        CreateUser1763800000001,
        AddUserKeys1764400000001,
        AddLoginUnlockedAt1764400000003,
        AddRehashedFrom1764400000004,
      ],
      migrationsRun: true,
    }).initialize();
    users = new TypeOrmUserStore(dataSource, false);
  });
  afterEach(async () => {
    if (dataSource.isInitialized) await dataSource.destroy();
  });

  it.each<[string, (id: string) => Promise<void>]>([
    ['setPassword', (id) => users.setPassword(id, 'another hash', NOW)],
    ['deactivate', (id) => users.deactivate(id, NOW)],
    ['revokeSessions', (id) => users.revokeSessions(id, 'admin', NOW)],
  ])('increments tokenVersion in %s', async (_, revoke) => {
    const { id } = await users.create(ALICE, NOW);
    await revoke(id);
    expect(await users.findById(id)).toMatchObject({ tokenVersion: 1 });
  });

  it('returns the password hashes of all users in pages, each hash once', async () => {
    const hashes = Array.from({ length: 2_001 }, (_, index) => `hash ${index}`);
    const rows = hashes.map((passwordHash, index) => ({
      ...ALICE,
      ...{ id: String(index), username: `user ${index}`, passwordHash, createdAt: NOW },
      ...{ email: null, lastLoginAt: null, passwordChangedAt: NOW },
    }));
    await dataSource.getRepository(UserEntity).save(rows, { chunk: 500 });
    const pages: (readonly string[])[] = [];
    for await (const page of users.passwordHashes()) pages.push(page);
    expect(pages.map(({ length }) => length)).toEqual([1_000, 1_000, 1]);
    expect(new Set(pages.flat())).toEqual(new Set(hashes));
  });

  it('returns an ownerCondition that is true for the current version of an active user', async () => {
    const { id } = await users.create(ALICE, NOW);
    const owned = async (userId: string, tokenVersion: number) => {
      const session = `SELECT '${userId}' AS user_id, ${tokenVersion} AS token_version`;
      const sql = `SELECT 1 FROM (${session}) AS session WHERE ${users.ownerCondition('session')}`;
      return (await dataSource.query<unknown[]>(sql)).length === 1;
    };
    expect(await Promise.all([owned(id, 0), owned(id, 1), owned('unknown', 0)])).toEqual([
      true,
      false,
      false,
    ]);
    await users.deactivate(id, NOW);
    expect(await owned(id, 1)).toBe(false);
  });

  it('returns null for an unknown ID or name', async () => {
    expect(await users.findById('unknown')).toBeNull();
    expect(await users.findByUsername('unknown')).toBeNull();
  });

  it('rejects a duplicate name or ID with the field in the error', async () => {
    await users.create({ ...ALICE, id: '1' }, NOW);
    const sameName = users.create(ALICE, NOW);
    await expect(sameName).rejects.toMatchObject({ name: 'UserConflictError', field: 'username' });
    const sameId = users.create({ ...ALICE, id: '1', username: 'bob' }, NOW);
    await expect(sameId).rejects.toMatchObject({ name: 'UserConflictError', field: 'id' });
  });

  it('rejects a violation of another constraint as a StorageFault', async () => {
    const incomplete = users.create({ ...ALICE, passwordHash: null as unknown as string }, NOW);
    await expect(incomplete).rejects.toMatchObject({ name: 'StorageFault' });
  });

  it('rejects with temporarily_unavailable while the database is read-only', async () => {
    await dataSource.query('PRAGMA query_only = 1');
    const unavailable = { code: 'temporarily_unavailable' };
    await expect(users.create(ALICE, NOW)).rejects.toMatchObject(unavailable);
  });
});
