import { describe, expect, it } from '@jest/globals';
import { driverError, ScriptedPostgres } from '../../../test/support/scripted-postgres.js';
import { NOWHERE } from '../domain/session.js';
import { toSlot } from '../domain/consumption.js';
import { keyHashOf, NO_KEY_HASH } from '../domain/idempotency-key.js';
import type { User, UserStore } from '../domain/user.store.js';
import { TypeOrmRefreshTokenStore } from './typeorm-refresh-token.store.js';

const SID = '01932f6c-0000-7000-8000-000000000000';
const ROW = { id: SID, user_id: '7', generation: 1, revoked_at: null };
const KEY = keyHashOf('a-key-of-128-fresh-random-bits');

const claim = (keyHash: string) => ({
  sid: SID,
  userId: '7',
  generation: 0,
  keyHash,
  slot: toSlot(keyHash, 1),
  now: 1,
  idleExpiresAt: 2,
  ...NOWHERE,
});

/** Users in reach of the statement; it is a mistake to read them. */
const inReach = { ownerCondition: () => 'TRUE' } as unknown as UserStore;

/** Fails once, as told, and has rotated or rotates then. */
function failingOnce(error: Error): ScriptedPostgres {
  const errors = [error];
  return new ScriptedPostgres(() => {
    const failure = errors.pop();
    if (failure !== undefined) throw failure;
    return [ROW];
  });
}

const rotateOn = (postgres: ScriptedPostgres, keyHash: string, users = inReach) =>
  new TypeOrmRefreshTokenStore(postgres.dataSource, users).rotate(claim(keyHash));

describe('a rotation whose connection is lost in mid-statement', () => {
  const lost = driverError('ECONNRESET');

  it('runs again when the request carried a key', async () => {
    const postgres = failingOnce(lost);
    expect(await rotateOn(postgres, KEY)).toMatchObject({ id: SID, generation: 1 });
    expect(postgres.asked).toHaveLength(2);
  });

  it('does not run again without a key: a second run could not know the first', async () => {
    const postgres = failingOnce(lost);
    const unavailable = { code: 'temporarily_unavailable' };
    await expect(rotateOn(postgres, NO_KEY_HASH)).rejects.toMatchObject(unavailable);
    expect(postgres.asked).toHaveLength(1);
  });
});

describe('a rotation that the database', () => {
  it.each(['40001', '40P01'])('refused for a conflict (%s) rotated nothing', async (code) => {
    const postgres = failingOnce(driverError(code));
    expect(await rotateOn(postgres, KEY)).toBeNull();
    expect(postgres.asked).toHaveLength(1);
  });

  it('is too busy for is not run again, whatever key it has', async () => {
    const postgres = failingOnce(driverError('53300'));
    const unavailable = { code: 'temporarily_unavailable' };
    await expect(rotateOn(postgres, KEY)).rejects.toMatchObject(unavailable);
    expect(postgres.asked).toHaveLength(1);
  });

  it('answers with no row rotated nothing', async () => {
    expect(await rotateOn(new ScriptedPostgres(), KEY)).toBeNull();
  });
});

describe('a rotation for users that live elsewhere', () => {
  const usersWith = (user: Partial<User> | null) =>
    ({ findById: () => Promise.resolve(user) }) as unknown as UserStore;

  it('compares the version that they have now', async () => {
    const postgres = new ScriptedPostgres(() => [ROW]);
    const user = { isActive: true, tokenVersion: 42 };
    expect(await rotateOn(postgres, KEY, usersWith(user))).toMatchObject({ id: SID });
    const [asked] = postgres.asked as { text: string; values: unknown[] }[];
    const place = asked!.values.indexOf(42) + 1;
    expect(asked!.text).toContain(`token_version = $${place}\n`);
  });

  it.each([
    ['gone', null],
    ['inactive', { isActive: false, tokenVersion: 0 }],
  ])('asks no database when the user is %s', async (_, user) => {
    const postgres = new ScriptedPostgres(() => [ROW]);
    expect(await rotateOn(postgres, KEY, usersWith(user))).toBeNull();
    expect(postgres.asked).toEqual([]);
  });
});

describe('a description that is longer than its columns', () => {
  it.each([
    ['at a session', 'create'],
    ['at a rotation', 'rotate'],
  ] as const)('is shortened %s', async (_, verb) => {
    const postgres = new ScriptedPostgres(() => [ROW]);
    const store = new TypeOrmRefreshTokenStore(postgres.dataSource, inReach);
    const long = { ip: 'i'.repeat(46), userAgent: 'u'.repeat(256) };
    const times = { rotatedAt: 1, expiresAt: 2, sessionExpiresAt: 3 };
    if (verb === 'rotate') await store.rotate({ ...claim(KEY), ...long });
    else await store.create({ id: SID, userId: '7', tokenVersion: 0, ...times, ...long });
    const [{ values } = { values: [] }] = postgres.asked as { values: unknown[] }[];
    expect(values).toContain('i'.repeat(45));
    expect(values).toContain('u'.repeat(255));
  });
});
