import assert from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { type Login, NOWHERE } from '../../auth/domain/login.js';
import { toSlot } from '../../auth/domain/consumption.js';
import { keyHashOf } from '../../auth/domain/idempotency-key.js';
import type {
  NewLogin,
  RefreshTokenStore,
  RotationClaim,
} from '../../auth/domain/refresh-token.store.js';
import { assertSame } from './assert-same.js';
import { describeOpened, globalRunner, type TestRunner } from './test-runner.js';

/** Whose logins they are. */
interface Owner {
  id: string;
  tokenVersion: number;
}

/** A store of logins, and what may happen to their users. */
export interface RefreshTokenStoreFixture {
  /** The store under test. */
  store: RefreshTokenStore;
  /** Makes an active user. */
  createUser: () => Promise<Owner>;
  /** Locks a user out. */
  deactivate: (userId: string) => Promise<void>;
  /** Raises the user's `tokenVersion`. */
  endLogins: (userId: string) => Promise<void>;
  /** Releases the store after the tests. */
  close?(): Promise<void>;
}

const HOUR = 3_600_000;
const NOW = 1_700_000_000_000;
const KEY = 'the-key-of-one-token-1';
const OTHER_KEY = 'the-key-of-one-token-2';
const keyOf = (generation: number): string => `the-key-of-generation-${generation}`;
const NO_LOGIN = '01890000-0000-7000-8000-000000000000';

/** A login of generation 0 that may be idle for a day and lives for thirty. */
async function begin(
  { store, createUser }: RefreshTokenStoreFixture,
  owner?: Owner,
  times: Partial<Pick<NewLogin, 'rotatedAt' | 'expiresAt' | 'loginExpiresAt'>> = {},
) {
  const { id: userId, tokenVersion } = owner ?? (await createUser());
  const sid = uuidv7({ msecs: times.rotatedAt ?? NOW });
  await store.create({
    id: sid,
    userId,
    tokenVersion,
    rotatedAt: NOW,
    expiresAt: NOW + 24 * HOUR,
    loginExpiresAt: NOW + 720 * HOUR,
    ip: '192.0.2.1',
    userAgent: 'first',
    ...times,
  });
  const rotate = (claim: Partial<RotationClaim> & { key?: string } = {}) =>
    store.rotate(claimOf(sid, userId, claim));
  return { sid, userId, tokenVersion, rotate };
}

/** Of generation 0, without a key, an hour after the login. */
function claimOf(
  sid: string,
  userId: string,
  { key, ...rest }: Partial<RotationClaim> & { key?: string },
): RotationClaim {
  const keyHash = keyHashOf(key);
  const now = rest.now ?? NOW + HOUR;
  const defaults = { generation: 0, idleExpiresAt: NOW + 25 * HOUR, ...NOWHERE };
  return { sid, userId, keyHash, slot: toSlot(keyHash, now), now, ...defaults, ...rest };
}

/** A consumption an hour after the login. */
const slotOf = (key?: string, now = NOW + HOUR): string => toSlot(keyHashOf(key), now);

function assertMatches(login: Login | null, expected: Partial<Login>): void {
  const names = Object.keys(expected) as (keyof Login)[];
  const actual = Object.fromEntries(names.map((name) => [name, login?.[name]]));
  assertSame(actual, expected);
}

/** What every `RefreshTokenStore` promises, as tests. */
export function describeRefreshTokenStore(
  open: () => Promise<RefreshTokenStoreFixture>,
  runner: TestRunner = globalRunner(),
): void {
  describeOpened('a store of logins', open, runner, (current) => {
    runner.describe('keeps a login', () => describeKeeping(current, runner));
    runner.describe('rotates', () => describeRotation(current, runner));
    runner.describe('refuses to rotate', () => describeRefusals(current, runner));
    runner.describe('revokes', () => describeRevocation(current, runner));
    runner.describe('lists', () => describeList(current, runner));
    runner.describe('revokes a batch', () => describeBatches(current, runner));
  });
}

type Current = () => RefreshTokenStoreFixture;

function describeKeeping(current: Current, { it }: TestRunner): void {
  it('as it was created: in generation 0, spent by nobody', async () => {
    const { sid, userId, tokenVersion } = await begin(current());
    assertSame(await current().store.find(sid), {
      id: sid,
      userId,
      tokenVersion,
      generation: 0,
      rotatedAt: NOW,
      expiresAt: NOW + 24 * HOUR,
      loginExpiresAt: NOW + 720 * HOUR,
      consumed: '',
      revokedAt: null,
      revokedReason: null,
      createdAt: NOW,
      ip: '192.0.2.1',
      userAgent: 'first',
    });
  });

  it('and knows no other', async () => {
    assert.equal(await current().store.find(NO_LOGIN), null);
  });
}

function describeRotation(current: Current, { it }: TestRunner): void {
  it('the current generation into the next, and answers the login as it is then', async () => {
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

  it('a generation once', async () => {
    const { rotate } = await begin(current());
    await rotate({ key: KEY });
    assert.equal(await rotate({ key: OTHER_KEY }), null);
    assert.equal(await rotate(), null);
  });

  it('a generation once, whoever claims it at the same moment', async () => {
    const { sid, rotate } = await begin(current());
    const claims = Array.from({ length: 32 }, (_, n) => rotate({ key: `the-key-of-claim-${n}` }));
    const winners = (await Promise.all(claims)).filter((login) => login !== null);
    assert.equal(winners.length, 1);
    assertMatches(await current().store.find(sid), { generation: 1 });
  });

  it('never with one of the last eight keys: a key serves one token', async () => {
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

  it('a token newer than its row never with one of the last eight keys', async () => {
    const { rotate } = await begin(current());
    await rotate({ key: KEY });
    await rotate({ generation: 1, key: OTHER_KEY });
    assert.equal(await rotate({ generation: 5, key: KEY }), null);
  });

  it('without a key after a consumption without a key', async () => {
    const { rotate } = await begin(current());
    await rotate({ key: KEY });
    assertMatches(await rotate({ generation: 1 }), { generation: 2 });
    const consumed = slotOf() + slotOf() + slotOf(KEY);
    assertMatches(await rotate({ generation: 2 }), { generation: 3, consumed });
  });

  it('and keeps the last eight consumptions with their times, the newest first', async () => {
    const { sid, rotate } = await begin(current());
    const timeOf = (generation: number) => NOW + generation * 61_001;
    for (let generation = 0; generation < 12; generation++) {
      await rotate({ generation, key: keyOf(generation), now: timeOf(generation) });
    }
    const slots = [11, 10, 9, 8, 7, 6, 5, 4].map((n) => slotOf(keyOf(n), timeOf(n)));
    assertMatches(await current().store.find(sid), { consumed: slots.join('') });
  });

  it('no further than the end of the login', async () => {
    const { rotate } = await begin(current());
    const late = NOW + 719 * HOUR;
    const rotated = await rotate({ now: late, idleExpiresAt: late + 24 * HOUR });
    assertMatches(rotated, { expiresAt: NOW + 720 * HOUR });
  });

  it('a generation that is ahead of an older state, whose keys are forgotten', async () => {
    const { rotate } = await begin(current());
    await rotate({ key: KEY });
    const rotated = await rotate({ generation: 4, key: OTHER_KEY });
    assertMatches(rotated, { generation: 5, consumed: slotOf(OTHER_KEY) });
  });
}

function describeRefusals(current: Current, { it }: TestRunner): void {
  const others: readonly (readonly [string, Partial<RotationClaim>])[] = [
    ['a login that it does not know', { sid: NO_LOGIN }],
    ['a login of another user', { userId: 'somebody else' }],
    ['a login at its end', { now: NOW + 720 * HOUR }],
  ];
  for (const [what, claim] of others) {
    it(what, async () => {
      const { sid, rotate } = await begin(current());
      assert.equal(await rotate(claim), null);
      assertMatches(await current().store.find(sid), { generation: 0 });
    });
  }

  it('a login that was revoked', async () => {
    const { sid, rotate } = await begin(current());
    await current().store.revoke(sid, 'logout', NOW + 1);
    assert.equal(await rotate(), null);
  });

  it('a login whose user is inactive', async () => {
    const { userId, rotate } = await begin(current());
    await current().deactivate(userId);
    assert.equal(await rotate(), null);
  });

  it('a login that began before all logins of its user were ended, however late', async () => {
    const owner = await current().createUser();
    await current().endLogins(owner.id);
    const late = await begin(current(), owner);
    assert.equal(await late.rotate(), null);
    const fresh = await begin(current(), { ...owner, tokenVersion: owner.tokenVersion + 1 });
    assertMatches(await fresh.rotate(), { generation: 1 });
  });
}

function describeRevocation(current: Current, { it }: TestRunner): void {
  it('a login, whatever its generation, and answers it as it ended', async () => {
    const { sid, rotate } = await begin(current());
    await rotate();
    const revoked = await current().store.revoke(sid, 'logout', NOW + 5);
    assertMatches(revoked, { generation: 1, revokedAt: NOW + 5, revokedReason: 'logout' });
  });

  it('nothing twice: the first reason stays', async () => {
    const { sid } = await begin(current());
    await current().store.revoke(sid, 'logout', NOW + 5);
    assert.equal(await current().store.revoke(sid, 'reuse', NOW + 9), null);
    const first = { revokedAt: NOW + 5, revokedReason: 'logout' } as const;
    assertMatches(await current().store.find(sid), first);
  });

  it('nothing that it does not know', async () => {
    assert.equal(await current().store.revoke(NO_LOGIN, 'logout', NOW), null);
  });

  it('all logins of a user, and no other', async () => {
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

/** Sessions of one user, a millisecond apart. @returns their ids, newest first */
async function beginMany(fixture: RefreshTokenStoreFixture, count: number) {
  const owner = await fixture.createUser();
  const sids: string[] = [];
  for (let age = count; age > 0; age--) {
    const { sid } = await begin(fixture, owner, { rotatedAt: NOW - age });
    sids.unshift(sid);
  }
  return { owner, sids };
}

const idsOf = (sessions: readonly Login[]) => sessions.map(({ id }) => id);

function describeList(current: Current, { it }: TestRunner): void {
  it('the sessions of one user in every state, newest first', async () => {
    const { store } = current();
    const { owner, sids } = await beginMany(current(), 2);
    await beginMany(current(), 1);
    await store.revoke(sids[0]!, 'logout', NOW + 1);
    const listed = await store.list({ userId: owner.id, limit: 10 });
    assertSame(listed, [await store.find(sids[0]!), await store.find(sids[1]!)]);
  });

  it('nothing of a user who has no session', async () => {
    assertSame(await current().store.list({ userId: 'nobody', limit: 10 }), []);
  });

  it('at most as many sessions as the limit, then those after the cursor', async () => {
    const { store } = current();
    const { owner, sids } = await beginMany(current(), 5);
    const page = async (after?: string) =>
      idsOf(await store.list({ userId: owner.id, limit: 2, after }));
    assertSame(await page(), sids.slice(0, 2));
    assertSame(await page(sids[1]), sids.slice(2, 4));
    assertSame(await page(sids[3]), sids.slice(4));
    assertSame(await page(sids[4]), []);
  });

  it('the newest session of every user', async () => {
    const { store } = current();
    await beginMany(current(), 1);
    const newest = await begin(current(), undefined, { rotatedAt: NOW + 720 * HOUR });
    assertSame(idsOf(await store.list({ limit: 1 })), [newest.sid]);
  });

  it('an active session that is older than revoked and expired ones, whatever the limit', async () => {
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

  it('no session as active when it has reached the end of its lifetime', async () => {
    const { owner } = await beginMany(current(), 1);
    const activeAt = NOW + 720 * HOUR;
    await begin(current(), owner, { expiresAt: activeAt + HOUR, loginExpiresAt: activeAt });
    assertSame(await current().store.list({ userId: owner.id, activeAt, limit: 2 }), []);
  });

  it('no active session of a user who is inactive', async () => {
    const { owner } = await beginMany(current(), 1);
    const query = { userId: owner.id, activeAt: NOW, limit: 2 };
    assert.equal((await current().store.list(query)).length, 1);
    await current().deactivate(owner.id);
    assertSame(await current().store.list(query), []);
  });

  it('no active session with another token_version than the user has', async () => {
    const owner = await current().createUser();
    await current().endLogins(owner.id);
    await begin(current(), owner);
    assertSame(await current().store.list({ userId: owner.id, activeAt: NOW, limit: 2 }), []);
  });
}

function describeBatches(current: Current, { it }: TestRunner): void {
  const revoke = (after: string, limit: number, now = NOW, createdUntil = now) =>
    current().store.revokeBatch({ after, limit, createdUntil }, 'admin', now);
  /** Nothing of the tests before is left to revoke. */
  const revokeAll = async () => {
    while ((await revoke('', 100, NOW, NOW + 9_999 * HOUR)).length > 0);
  };

  it('of at most as many sessions as the limit, in ascending order, after an id', async () => {
    await revokeAll();
    const sids = (await beginMany(current(), 5)).sids.reverse();
    assertSame([...(await revoke('', 2))].sort(), sids.slice(0, 2));
    assertSame([...(await revoke(sids[2]!, 9))].sort(), sids.slice(3));
    assertSame(await revoke('', 9), sids.slice(2, 3));
    assertSame(await revoke('', 9), []);
  });

  it('with its reason and its time, once: the first reason stays', async () => {
    await revokeAll();
    const { sid, rotate } = await begin(current());
    await revoke('', 9, NOW + 5);
    assertMatches(await current().store.find(sid), { revokedAt: NOW + 5, revokedReason: 'admin' });
    assert.equal(await current().store.revoke(sid, 'logout', NOW + 9), null);
    assert.equal(await rotate(), null);
  });

  it('without sessions that are revoked, past their lifetime, or created too late', async () => {
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

  it('with sessions that another clock created later than now, up to createdUntil', async () => {
    await revokeAll();
    const { sid } = await begin(current(), undefined, { rotatedAt: NOW + HOUR });
    assertSame(await revoke('', 9), []);
    assertSame(await revoke('', 9, NOW, NOW + HOUR), [sid]);
  });
}
