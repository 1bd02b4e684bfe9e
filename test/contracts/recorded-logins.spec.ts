import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { type NewSession, UNKNOWN_CLIENT } from '../../src/auth/domain/session.js';
import type { UserStore } from '../../src/auth/domain/user.store.js';
import { TypeOrmRefreshTokenStore } from '../../src/auth/persistence/typeorm-refresh-token.store.js';
import { migrate } from '../../src/service/database/migrate.js';
import { DATABASES } from '../support/databases.js';
import { emptyDatabase, open } from '../support/opened.js';
import { HOUR, newUser, NOW } from './fixtures.js';
import { openStores, type StoreHarness } from './store-harness.js';

describe.each(DATABASES)('a new session (%s)', (kind) => {
  let harness: StoreHarness;
  beforeAll(async () => void (harness = await openStores(kind)));
  afterAll(() => harness.close());

  const begin = async (username: string, maxActive?: number) => {
    const [{ users, sessions }] = harness.connections;
    const { id: userId, tokenVersion } = await users.create(newUser({ username }), NOW);
    const times = { rotatedAt: NOW + 1, expiresAt: NOW + HOUR, sessionExpiresAt: NOW + HOUR };
    const session: NewSession = {
      id: uuidv7(),
      userId,
      tokenVersion,
      ...times,
      ...UNKNOWN_CLIENT,
    };
    await sessions.create(session, { maxActive });
    const create = (changes: Partial<NewSession>) =>
      sessions.create({ ...session, ...changes }, { maxActive });
    const lastLoginAt = async () => (await users.findByName(username))?.lastLoginAt;
    return { create, lastLoginAt };
  };

  it('announces that it records the log-in of its user', () => {
    expect(harness.connections[0].sessions.recordsLogins).toBe(true);
  });

  it.each([undefined, 1])(
    'records the log-in of its user only if it is stored, with the maximum %p',
    async (maxActive) => {
      const { create, lastLoginAt } = await begin(`maximum ${maxActive}`, maxActive);
      expect(await lastLoginAt()).toBe(NOW + 1);
      await expect(create({ rotatedAt: NOW + 2 })).rejects.toThrow();
      expect(await lastLoginAt()).toBe(NOW + 1);
      await create({ id: uuidv7(), rotatedAt: NOW + 3 });
      expect(await lastLoginAt()).toBe(NOW + 3);
    },
  );

  it('runs the statement of a user store whose IDs are integers', async () => {
    const dataSource = await open(await emptyDatabase(kind));
    await migrate(dataSource);
    await dataSource.query('CREATE TABLE customer (id integer PRIMARY KEY, last_login bigint)');
    await dataSource.query('INSERT INTO customer (id) VALUES (7)');
    const users = {
      recordLoginStatement: () =>
        'UPDATE customer SET last_login = :now WHERE id = CAST(:userId AS integer)',
    } as unknown as UserStore;
    const times = { rotatedAt: NOW, expiresAt: NOW + HOUR, sessionExpiresAt: NOW + HOUR };
    const session = { id: uuidv7(), userId: '7', tokenVersion: 0, ...times, ...UNKNOWN_CLIENT };
    await new TypeOrmRefreshTokenStore(dataSource, users).create(session);
    const [row] = await dataSource.query<{ last_login: number | string }[]>(
      'SELECT last_login FROM customer',
    );
    expect(Number(row?.last_login)).toBe(NOW);
  });
});
