import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { NewSession } from '../../src/auth/domain/session.js';
import { DATABASES } from '../support/databases.js';
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
    const client = { ip: null, userAgent: null };
    const session: NewSession = { id: uuidv7(), userId, tokenVersion, ...times, ...client };
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
});
