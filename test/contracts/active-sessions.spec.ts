import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Session, sessionState } from '../../src/auth/domain/session.js';
import type { User } from '../../src/auth/domain/user.js';
import type { RefreshTokenStore } from '../../src/auth/domain/refresh-token.store.js';
import { RefreshToken } from '../../src/auth/persistence/refresh-token.entity.js';
import { TypeOrmRefreshTokenStore } from '../../src/auth/persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from '../../src/auth/persistence/typeorm-user.store.js';
import { UserEntity } from '../../src/auth/persistence/user.entity.js';
import { migrate } from '../../src/service/database/migrate.js';
import { MemoryRefreshTokenStore } from '../../src/testing/index.js';
import { DATABASES } from '../support/databases.js';
import { emptyDatabase, open } from '../support/opened.js';
import { NOW } from './fixtures.js';

const USER_ID = 'alice-id';

/** Close to NOW, so that the boundaries are hit often. */
const time = fc.constantFrom(NOW - 1, NOW, ...[1, 1, 1, 1, 1].map((ms) => NOW + ms));
const version = fc.constantFrom(4, 5, 5, 5, 5, 6);

const session = fc
  .record({
    userId: fc.constantFrom(USER_ID, USER_ID, USER_ID, 'bob-id'),
    tokenVersion: version,
    // Ties are common.
    createdAt: fc.constantFrom(NOW - 3, NOW - 2, NOW + 2),
    expiresAt: time,
    sessionExpiresAt: time,
    revokedAt: fc.constantFrom(null, null, null, 0, NOW, NOW + 1),
  })
  .map((row): Session => {
    const id = uuidv7({ msecs: row.createdAt });
    const revokedReason = row.revokedAt === null ? null : 'logout';
    const unused = { generation: 0, rotatedAt: NOW, consumed: '', ip: null, userAgent: null };
    return { id, revokedReason, ...unused, ...row };
  });

const user = fc.record({
  id: fc.constant(USER_ID),
  username: fc.constant('alice'),
  isActive: fc.constantFrom(true, true, true, false),
  tokenVersion: version,
});
const owner: fc.Arbitrary<User | null> = fc.option(user, { freq: 8 });

const newestFirst = (rows: readonly Session[]) =>
  rows.map(({ id }) => id).sort((a, b) => (a < b ? 1 : -1));

async function pagesOf(store: RefreshTokenStore, activeAt: number | undefined, limit: number) {
  const ids: string[] = [];
  for (;;) {
    const page = await store.list({ userId: USER_ID, activeAt, after: ids.at(-1), limit });
    ids.push(...page.map(({ id }) => id));
    if (page.length < limit) return ids;
  }
}

describe.each(DATABASES)('the SQL condition for active sessions (%s)', (kind) => {
  let dataSource: DataSource;
  let users: TypeOrmUserStore;

  beforeAll(async () => {
    dataSource = await open(await emptyDatabase(kind));
    await migrate(dataSource);
    users = new TypeOrmUserStore(dataSource);
  });

  /** Simulates users in a table that the statement cannot reach. */
  const usersElsewhere = () =>
    Object.create(users, { ownerCondition: { value: undefined } }) as TypeOrmUserStore;

  const fill = async (rows: readonly Session[], user: User | null) => {
    await dataSource.getRepository(RefreshToken).clear();
    await dataSource.getRepository(UserEntity).clear();
    await dataSource.getRepository(RefreshToken).insert(rows.map((row) => ({ ...row })));
    if (user === null) return;
    const times = { createdAt: NOW, lastLoginAt: null, passwordChangedAt: NOW };
    const profile = { email: null, passwordHash: '', ...times };
    await dataSource.getRepository(UserEntity).insert({ ...profile, ...user });
  };

  const storesWith = (rows: readonly Session[]) => {
    const memoryStore = new MemoryRefreshTokenStore(users);
    for (const row of rows) memoryStore.overwrite(row);
    const withUsers = (of: TypeOrmUserStore) => new TypeOrmRefreshTokenStore(dataSource, of);
    return [withUsers(users), withUsers(usersElsewhere()), memoryStore];
  };

  it('the SQL condition agrees with sessionState for any sessions and any user, on every page', async () => {
    const rows = fc.array(session, { minLength: 15, maxLength: 30, size: 'max' });
    const limits = fc.integer({ min: 1, max: 4 });
    let found = 0;
    const property = fc.asyncProperty(rows, owner, limits, async (sessions, user, limit) => {
      await fill(sessions, user);
      const own = sessions.filter(({ userId }) => userId === USER_ID);
      const active = own.filter((row) => sessionState(row, user, NOW) === 'active');
      found += active.length;
      for (const store of storesWith(sessions)) {
        expect(await pagesOf(store, NOW, limit)).toEqual(newestFirst(active));
        expect(await pagesOf(store, undefined, limit)).toEqual(newestFirst(own));
      }
    });
    await fc.assert(property, { seed: 20_261_122, numRuns: 80, endOnFailure: true });
    expect(found).toBeGreaterThan(50);
  });
});
