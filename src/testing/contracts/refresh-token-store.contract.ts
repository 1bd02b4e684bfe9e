import assert from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { type NewSession, type Session, UNKNOWN_CLIENT } from '../../auth/domain/session.js';
import { toSlot } from '../../auth/domain/consumption.js';
import { keyHashOf } from '../../auth/domain/idempotency-key.js';
import type { RefreshTokenStore, RotationClaim } from '../../auth/domain/refresh-token.store.js';
import { assertSame } from './assert-same.js';
import { describeOpened, globalRunner, type TestRunner } from './test-runner.js';

/** The owner of sessions. */
interface Owner {
  id: string;
  tokenVersion: number;
}

/** A session store, and operations on the users of its sessions. */
export interface RefreshTokenStoreFixture {
  /** The store under test. */
  store: RefreshTokenStore;
  /** Creates an active user. */
  createUser: () => Promise<Owner>;
  /** Deactivates a user. */
  deactivate: (userId: string) => Promise<void>;
  /** Increments the user's `tokenVersion`. */
  revokeSessions: (userId: string) => Promise<void>;
  /** Releases the store after the tests. */
  close?(): Promise<void>;
}

const HOUR = 3_600_000;
const NOW = 1_700_000_000_000;
const KEY = 'the-key-of-one-token-1';
const OTHER_KEY = 'the-key-of-one-token-2';
const keyOf = (generation: number): string => `the-key-of-generation-${generation}`;
const NO_SESSION = '01890000-0000-7000-8000-000000000000';

/** Creates a session of generation 0 that expires after a day unused, and after thirty days. */
async function begin(
  { store, createUser }: RefreshTokenStoreFixture,
  owner?: Owner,
  times: Partial<Pick<NewSession, 'rotatedAt' | 'expiresAt' | 'sessionExpiresAt'>> = {},
) {
  const { id: userId, tokenVersion } = owner ?? (await createUser());
  const sid = uuidv7({ msecs: times.rotatedAt ?? NOW });
  await store.create({
    id: sid,
    userId,
    tokenVersion,
    rotatedAt: NOW,
    expiresAt: NOW + 24 * HOUR,
    sessionExpiresAt: NOW + 720 * HOUR,
    ip: '192.0.2.1',
    userAgent: 'first',
    ...times,
  });
  const rotate = (claim: Partial<RotationClaim> & { key?: string } = {}) =>
    store.rotate(claimOf(sid, userId, claim));
  return { sid, userId, tokenVersion, rotate };
}

/** A claim of generation 0 without a key, an hour after the start of the session. */
function claimOf(
  sid: string,
  userId: string,
  { key, ...rest }: Partial<RotationClaim> & { key?: string },
): RotationClaim {
  const keyHash = keyHashOf(key);
  const now = rest.now ?? NOW + HOUR;
  const defaults = { generation: 0, idleExpiresAt: NOW + 25 * HOUR, ...UNKNOWN_CLIENT };
  return { sid, userId, keyHash, slot: toSlot(keyHash, now), now, ...defaults, ...rest };
}

/** The slot of a consumption, an hour after the start of the session. */
const slotOf = (key?: string, now = NOW + HOUR): string => toSlot(keyHashOf(key), now);

function assertMatches(session: Session | null, expected: Partial<Session>): void {
  const names = Object.keys(expected) as (keyof Session)[];
  const actual = Object.fromEntries(names.map((name) => [name, session?.[name]]));
  assertSame(actual, expected);
}

/** Defines the tests that every `RefreshTokenStore` must pass. */
export function describeRefreshTokenStore(
  open: () => Promise<RefreshTokenStoreFixture>,
  runner: TestRunner = globalRunner(),
): void {
  describeOpened('RefreshTokenStore', open, runner, (current) => {
    runner.describe('find', () => describeFind(current, runner));
    runner.describe('rotate', () => describeRotation(current, runner));
    runner.describe('rotate, refusals', () => describeRefusals(current, runner));
    runner.describe('revoke', () => describeRevocation(current, runner));
    runner.describe('list', () => describeList(current, runner));
    runner.describe('revokeBatch', () => describeBatches(current, runner));
  });
}

type Current = () => RefreshTokenStoreFixture;

function describeFind(current: Current, { it }: TestRunner): void {
  it('returns a new session at generation 0 without consumptions', async () => {
    const { sid, userId, tokenVersion } = await begin(current());
    assertSame(await current().store.find(sid), {
      id: sid,
      userId,
      tokenVersion,
      generation: 0,
      rotatedAt: NOW,
      expiresAt: NOW + 24 * HOUR,
      sessionExpiresAt: NOW + 720 * HOUR,
      consumed: '',
      revokedAt: null,
      revokedReason: null,
      createdAt: NOW,
      ip: '192.0.2.1',
      userAgent: 'first',
    });
  });

  it('returns null for an unknown session', async () => {
    assert.equal(await current().store.find(NO_SESSION), null);
  });
}

function describeRotation(current: Current, { it }: TestRunner): void {
  it('increments the generation and returns the session after the rotation', async () => {
    const { sid, rotate } = await begin(current());
    const rotated = await rotate({ key: KEY, ip: '198.51.100.7', userAgent: 'second' });
    assertMatches(rotated, {
      generation: 1,
      rotatedAt: NOW + HOUR,
      expiresAt: NOW + 25 * HOUR,
      consumed: slotOf(KEY),
      createdAt: NOW,
      ip: '198.51.100.7',
      userAgent: 'second',
    });
    assertSame(await current().store.find(sid), rotated);
  });

  it('consumes a generation only once', async () => {
    const { rotate } = await begin(current());
    await rotate({ key: KEY });
    assert.equal(await rotate({ key: OTHER_KEY }), null);
    assert.equal(await rotate(), null);
  });

  it('consumes a generation only once when several requests claim it at the same time', async () => {
    const { sid, rotate } = await begin(current());
    const claims = Array.from({ length: 32 }, (_, n) => rotate({ key: `the-key-of-claim-${n}` }));
    const winners = (await Promise.all(claims)).filter((session) => session !== null);
    assert.equal(winners.length, 1);
    assertMatches(await current().store.find(sid), { generation: 1 });
  });

  it('returns null for one of the last eight keys', async () => {
    const { sid, rotate } = await begin(current());
    for (let generation = 0; generation < 9; generation++) {
      await rotate({ generation, key: keyOf(generation) });
    }
    for (let generation = 1; generation < 9; generation++) {
      assert.equal(await rotate({ generation: 9, key: keyOf(generation) }), null);
    }
    assertMatches(await current().store.find(sid), { generation: 9 });
    assertMatches(await rotate({ generation: 9, key: keyOf(0) }), { generation: 10 });
  });

  it('returns null for one of the last eight keys of a token that is newer than its row', async () => {
    const { rotate } = await begin(current());
    await rotate({ key: KEY });
    await rotate({ generation: 1, key: OTHER_KEY });
    assert.equal(await rotate({ generation: 5, key: KEY }), null);
  });

  it('accepts a claim without a key after a consumption without a key', async () => {
    const { rotate } = await begin(current());
    await rotate({ key: KEY });
    assertMatches(await rotate({ generation: 1 }), { generation: 2 });
    const consumed = slotOf() + slotOf() + slotOf(KEY);
    assertMatches(await rotate({ generation: 2 }), { generation: 3, consumed });
  });

  it('keeps the last eight consumptions with their times, the newest first', async () => {
    const { sid, rotate } = await begin(current());
    const timeOf = (generation: number) => NOW + generation * 61_001;
    for (let generation = 0; generation < 12; generation++) {
      await rotate({ generation, key: keyOf(generation), now: timeOf(generation) });
    }
    const slots = [11, 10, 9, 8, 7, 6, 5, 4].map((n) => slotOf(keyOf(n), timeOf(n)));
    assertMatches(await current().store.find(sid), { consumed: slots.join('') });
  });

  it('limits the expiry of the token to the expiry of the session', async () => {
    const { rotate } = await begin(current());
    const late = NOW + 719 * HOUR;
    const rotated = await rotate({ now: late, idleExpiresAt: late + 24 * HOUR });
    assertMatches(rotated, { expiresAt: NOW + 720 * HOUR });
  });

  it('accepts a generation that is newer than its row and drops the keys of the row', async () => {
    const { rotate } = await begin(current());
    await rotate({ key: KEY });
    const rotated = await rotate({ generation: 4, key: OTHER_KEY });
    assertMatches(rotated, { generation: 5, consumed: slotOf(OTHER_KEY) });
  });
}

function describeRefusals(current: Current, { it }: TestRunner): void {
  const others: readonly (readonly [string, Partial<RotationClaim>])[] = [
    ['an unknown session', { sid: NO_SESSION }],
    ['a session of another user', { userId: 'another user' }],
    ['an expired session', { now: NOW + 720 * HOUR }],
  ];
  for (const [session, claim] of others) {
    it(`does not rotate ${session}`, async () => {
      const { sid, rotate } = await begin(current());
      assert.equal(await rotate(claim), null);
      assertMatches(await current().store.find(sid), { generation: 0 });
    });
  }

  it('does not rotate a revoked session', async () => {
    const { sid, rotate } = await begin(current());
    await current().store.revoke(sid, 'logout', NOW + 1);
    assert.equal(await rotate(), null);
  });

  it('does not rotate a session whose user is inactive', async () => {
    const { userId, rotate } = await begin(current());
    await current().deactivate(userId);
    assert.equal(await rotate(), null);
  });

  it('does not rotate a session with an older tokenVersion that is stored late', async () => {
    const owner = await current().createUser();
    await current().revokeSessions(owner.id);
    const late = await begin(current(), owner);
    assert.equal(await late.rotate(), null);
    const fresh = await begin(current(), { ...owner, tokenVersion: owner.tokenVersion + 1 });
    assertMatches(await fresh.rotate(), { generation: 1 });
  });
}

function describeRevocation(current: Current, { it }: TestRunner): void {
  it('revokes a session at any generation and returns it', async () => {
    const { sid, rotate } = await begin(current());
    await rotate();
    const revoked = await current().store.revoke(sid, 'logout', NOW + 5);
    assertMatches(revoked, { generation: 1, revokedAt: NOW + 5, revokedReason: 'logout' });
  });

  it('keeps the first reason of a revoked session and returns null', async () => {
    const { sid } = await begin(current());
    await current().store.revoke(sid, 'logout', NOW + 5);
    assert.equal(await current().store.revoke(sid, 'reuse', NOW + 9), null);
    const first = { revokedAt: NOW + 5, revokedReason: 'logout' } as const;
    assertMatches(await current().store.find(sid), first);
  });

  it('returns null for an unknown session', async () => {
    assert.equal(await current().store.revoke(NO_SESSION, 'logout', NOW), null);
  });

  it('revokes with revokeAllOf all sessions of a user and no others', async () => {
    const { store } = current();
    const first = await begin(current());
    const second = await begin(current(), { id: first.userId, tokenVersion: first.tokenVersion });
    const other = await begin(current());
    assert.equal(await store.revokeAllOf(first.userId, 'admin', NOW + 1), 2);
    assertMatches(await store.find(second.sid), { revokedReason: 'admin' });
    assertMatches(await store.find(other.sid), { revokedAt: null });
    assert.equal(await store.revokeAllOf(first.userId, 'admin', NOW + 2), 0);
  });
}

/** Creates sessions of one user, a millisecond apart. @returns their IDs, newest first */
async function beginMany(fixture: RefreshTokenStoreFixture, count: number) {
  const owner = await fixture.createUser();
  const sids: string[] = [];
  for (let age = count; age > 0; age--) {
    const { sid } = await begin(fixture, owner, { rotatedAt: NOW - age });
    sids.unshift(sid);
  }
  return { owner, sids };
}

const idsOf = (sessions: readonly Session[]) => sessions.map(({ id }) => id);

function describeList(current: Current, { it }: TestRunner): void {
  it('returns the sessions of one user in every state, newest first', async () => {
    const { store } = current();
    const { owner, sids } = await beginMany(current(), 2);
    await beginMany(current(), 1);
    await store.revoke(sids[0]!, 'logout', NOW + 1);
    const listed = await store.list({ userId: owner.id, limit: 10 });
    assertSame(listed, [await store.find(sids[0]!), await store.find(sids[1]!)]);
  });

  it('returns an empty list for a user without sessions', async () => {
    assertSame(await current().store.list({ userId: 'unknown', limit: 10 }), []);
  });

  it('returns at most as many sessions as the limit, and then those after the cursor', async () => {
    const { store } = current();
    const { owner, sids } = await beginMany(current(), 5);
    const page = async (after?: string) =>
      idsOf(await store.list({ userId: owner.id, limit: 2, after }));
    assertSame(await page(), sids.slice(0, 2));
    assertSame(await page(sids[1]), sids.slice(2, 4));
    assertSame(await page(sids[3]), sids.slice(4));
    assertSame(await page(sids[4]), []);
  });

  it('returns the newest session of all users', async () => {
    const { store } = current();
    await beginMany(current(), 1);
    const newest = await begin(current(), undefined, { rotatedAt: NOW + 720 * HOUR });
    assertSame(idsOf(await store.list({ limit: 1 })), [newest.sid]);
  });

  it('filters active sessions before it applies the limit', async () => {
    const { store } = current();
    const { owner, sids } = await beginMany(current(), 5);
    const active = sids[4]!;
    for (const sid of sids.slice(0, 3)) await store.revoke(sid, 'logout', NOW + 1);
    const idle = await begin(current(), owner, { expiresAt: NOW + HOUR });
    const query = { userId: owner.id, activeAt: NOW + HOUR, limit: 2 };
    assertSame(idsOf(await store.list(query)), [sids[3]!, active]);
    assertSame(idsOf(await store.list({ ...query, after: sids[3]! })), [active]);
    const before = { ...query, activeAt: NOW + HOUR - 1 };
    assertSame(idsOf(await store.list(before)), [idle.sid, sids[3]!]);
  });

  it('returns no active session after the end of its lifetime', async () => {
    const { owner } = await beginMany(current(), 1);
    const activeAt = NOW + 720 * HOUR;
    await begin(current(), owner, { expiresAt: activeAt + HOUR, sessionExpiresAt: activeAt });
    assertSame(await current().store.list({ userId: owner.id, activeAt, limit: 2 }), []);
  });

  it('returns no active session of an inactive user', async () => {
    const { owner } = await beginMany(current(), 1);
    const query = { userId: owner.id, activeAt: NOW, limit: 2 };
    assert.equal((await current().store.list(query)).length, 1);
    await current().deactivate(owner.id);
    assertSame(await current().store.list(query), []);
  });

  it('returns no active session with another token_version than the user', async () => {
    const owner = await current().createUser();
    await current().revokeSessions(owner.id);
    await begin(current(), owner);
    assertSame(await current().store.list({ userId: owner.id, activeAt: NOW, limit: 2 }), []);
  });
}

function describeBatches(current: Current, { it }: TestRunner): void {
  const revoke = (after: string, limit: number, now = NOW, createdUntil = now) =>
    current().store.revokeBatch({ after, limit, createdUntil }, 'admin', now);
  /** Revokes the sessions of earlier tests. */
  const revokeAll = async () => {
    while ((await revoke('', 100, NOW, NOW + 9_999 * HOUR)).length > 0);
  };

  it('revokes at most as many sessions as the limit, in ascending order, after an ID', async () => {
    await revokeAll();
    const sids = (await beginMany(current(), 5)).sids.reverse();
    assertSame([...(await revoke('', 2))].sort(), sids.slice(0, 2));
    assertSame([...(await revoke(sids[2]!, 9))].sort(), sids.slice(3));
    assertSame(await revoke('', 9), sids.slice(2, 3));
    assertSame(await revoke('', 9), []);
  });

  it('stores the reason and the time, which stay when the session is revoked again', async () => {
    await revokeAll();
    const { sid, rotate } = await begin(current());
    await revoke('', 9, NOW + 5);
    assertMatches(await current().store.find(sid), { revokedAt: NOW + 5, revokedReason: 'admin' });
    assert.equal(await current().store.revoke(sid, 'logout', NOW + 9), null);
    assert.equal(await rotate(), null);
  });

  it('skips sessions that are revoked, past their lifetime, or created after createdUntil', async () => {
    await revokeAll();
    const revoked = await begin(current());
    await current().store.revoke(revoked.sid, 'logout', NOW);
    const { sid } = await begin(current());
    const end = NOW + 720 * HOUR;
    assertSame(await revoke('', 9, end), []);
    assertSame(await revoke('', 9, NOW, NOW - 1), []);
    assertSame(await revoke('', 9, end - 1), [sid]);
    assertMatches(await current().store.find(revoked.sid), { revokedReason: 'logout' });
  });

  it('revokes sessions that another clock created later than now, up to createdUntil', async () => {
    await revokeAll();
    const { sid } = await begin(current(), undefined, { rotatedAt: NOW + HOUR });
    assertSame(await revoke('', 9), []);
    assertSame(await revoke('', 9, NOW, NOW + HOUR), [sid]);
  });
}
