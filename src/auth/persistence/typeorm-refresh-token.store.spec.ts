import { describe, expect, it } from '@jest/globals';
import { driverError, ScriptedPostgres } from '../../../test/support/scripted-postgres.js';
import { UNKNOWN_CLIENT } from '../domain/session.js';
import { toSlot } from '../domain/consumption.js';
import { keyHashOf, NO_KEY_HASH } from '../domain/idempotency-key.js';
import type { User } from '../domain/user.js';
import type { UserStore } from '../domain/user.store.js';
import { TypeOrmRefreshTokenStore } from './typeorm-refresh-token.store.js';

const SID = '01932f6c-0000-7000-8000-000000000000';
const ROW = { id: SID, userId: '7', generation: 1, revokedAt: null };
const KEY = keyHashOf('a-key-of-128-fresh-random-bits');

const claim = (keyHash: string) => ({
  sid: SID,
  userId: '7',
  generation: 0,
  keyHash,
  slot: toSlot(keyHash, 1),
  now: 1,
  idleExpiresAt: 2,
  ...UNKNOWN_CLIENT,
});

/** Users in the same database. The store must not read them separately. */
const usersWithCondition = { ownerCondition: () => 'TRUE' } as unknown as UserStore;

/** Fails once with the error, and then returns a rotated row. */
function failingOnce(error: Error): ScriptedPostgres {
  const errors = [error];
  return new ScriptedPostgres(() => {
    const failure = errors.pop();
    if (failure !== undefined) throw failure;
    return [ROW];
  });
}

const rotateOn = (postgres: ScriptedPostgres, keyHash: string, users = usersWithCondition) =>
  new TypeOrmRefreshTokenStore(postgres.dataSource, users).rotate(claim(keyHash));

describe('TypeOrmRefreshTokenStore.rotate', () => {
  const lost = driverError('ECONNRESET');

  it('repeats the statement after a lost connection when the request has a key', async () => {
    const postgres = failingOnce(lost);
    expect(await rotateOn(postgres, KEY)).toMatchObject({ id: SID, generation: 1 });
    expect(postgres.queries).toHaveLength(2);
  });

  it('does not repeat the statement after a lost connection without a key', async () => {
    const postgres = failingOnce(lost);
    const unavailable = { code: 'temporarily_unavailable' };
    await expect(rotateOn(postgres, NO_KEY_HASH)).rejects.toMatchObject(unavailable);
    expect(postgres.queries).toHaveLength(1);
  });

  it.each(['40001', '40P01'])('returns null after a conflict (%s)', async (code) => {
    const postgres = failingOnce(driverError(code));
    expect(await rotateOn(postgres, KEY)).toBeNull();
    expect(postgres.queries).toHaveLength(1);
  });

  it('does not repeat the statement when the database is busy, even with a key', async () => {
    const postgres = failingOnce(driverError('53300'));
    const unavailable = { code: 'temporarily_unavailable' };
    await expect(rotateOn(postgres, KEY)).rejects.toMatchObject(unavailable);
    expect(postgres.queries).toHaveLength(1);
  });

  it('returns null when no row was updated', async () => {
    expect(await rotateOn(new ScriptedPostgres(), KEY)).toBeNull();
  });
});

describe('TypeOrmRefreshTokenStore.rotate with users in another database', () => {
  const usersWith = (user: Partial<User> | null) =>
    ({ findById: () => Promise.resolve(user) }) as unknown as UserStore;

  it('compares the current tokenVersion of the user', async () => {
    const postgres = new ScriptedPostgres(() => [ROW]);
    const user = { isActive: true, tokenVersion: 42 };
    expect(await rotateOn(postgres, KEY, usersWith(user))).toMatchObject({ id: SID });
    const [query] = postgres.queries as { text: string; values: unknown[] }[];
    const position = query!.values.indexOf(42) + 1;
    expect(query!.text).toContain(`token_version = $${position}\n`);
  });

  it.each([
    ['missing', null],
    ['inactive', { isActive: false, tokenVersion: 0 }],
  ])('runs no statement when the user is %s', async (_, user) => {
    const postgres = new ScriptedPostgres(() => [ROW]);
    expect(await rotateOn(postgres, KEY, usersWith(user))).toBeNull();
    expect(postgres.queries).toEqual([]);
  });
});

describe('TypeOrmRefreshTokenStore with a client that exceeds its columns', () => {
  it.each(['create', 'rotate'] as const)('shortens it in %s', async (verb) => {
    const postgres = new ScriptedPostgres(() => [ROW]);
    const store = new TypeOrmRefreshTokenStore(postgres.dataSource, usersWithCondition);
    const long = { ip: 'i'.repeat(46), userAgent: 'u'.repeat(256) };
    const times = { rotatedAt: 1, expiresAt: 2, sessionExpiresAt: 3 };
    if (verb === 'rotate') await store.rotate({ ...claim(KEY), ...long });
    else await store.create({ id: SID, userId: '7', tokenVersion: 0, ...times, ...long });
    const [{ values } = { values: [] }] = postgres.queries as { values: unknown[] }[];
    expect(values).toContain('i'.repeat(45));
    expect(values).toContain('u'.repeat(255));
  });
});
