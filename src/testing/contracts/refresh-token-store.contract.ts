import assert from 'node:assert/strict';
import { toSlot } from '../../auth/domain/consumption.js';
import { keyHashOf } from '../../auth/domain/idempotency-key.js';
import type { RotationClaim } from '../../auth/domain/refresh-token.store.js';
import { assertSame } from './assert-same.js';
import {
  assertMatches,
  begin,
  beginMany,
  HOUR,
  NO_SESSION,
  NOW,
  type RefreshTokenStoreFixture,
} from './begun-session.js';
import { describeLimit } from './session-limit.contract.js';
import { describeBatches, describeClients, describeList } from './session-list.contract.js';
import { describeOpened, globalRunner, type ItOf, type TestRunner } from './test-runner.js';

const KEY = 'the-key-of-one-token-1';
const OTHER_KEY = 'the-key-of-one-token-2';
const keyOf = (generation: number): string => `the-key-of-generation-${generation}`;

/** The slot of a consumption, an hour after the start of the session. */
const slotOf = (key?: string, now = NOW + HOUR): string => toSlot(keyHashOf(key), now);

/** Defines the tests that every `RefreshTokenStore` must pass. */
export function describeRefreshTokenStore(
  open: () => Promise<RefreshTokenStoreFixture>,
  runner: TestRunner = globalRunner(),
): void {
  describeOpened('RefreshTokenStore', open, runner, (it) => {
    runner.describe('create', () => describeLimit(it));
    runner.describe('find', () => describeFind(it));
    runner.describe('rotate', () => describeRotation(it));
    runner.describe('rotate, refusals', () => describeRefusals(it));
    runner.describe('revoke', () => describeRevocation(it));
    runner.describe('list', () => describeList(it));
    runner.describe('clientsOf', () => describeClients(it));
    runner.describe('revokeBatch', () => describeBatches(it));
  });
}

type It = ItOf<RefreshTokenStoreFixture>;

function describeFind(it: It): void {
  it('returns a new session at generation 0 without consumptions', async (fixture) => {
    const { sid, userId, tokenVersion, stored } = await begin(fixture);
    assertSame(await stored(), {
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

  it('returns null for an unknown session', async ({ store }) => {
    assert.equal(await store.find(NO_SESSION), null);
  });
}

function describeRotation(it: It): void {
  it('increments the generation and returns the session after the rotation', async (fixture) => {
    const { rotate, stored } = await begin(fixture);
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
    assertSame(await stored(), rotated);
  });

  it('consumes a generation only once', async (fixture) => {
    const { rotate } = await begin(fixture);
    await rotate({ key: KEY });
    assert.equal(await rotate({ key: OTHER_KEY }), null);
    assert.equal(await rotate(), null);
  });

  it('consumes a generation only once when several requests claim it at the same time', async (fixture) => {
    const { rotate, stored } = await begin(fixture);
    const claims = Array.from({ length: 32 }, (_, n) => rotate({ key: `the-key-of-claim-${n}` }));
    const winners = (await Promise.all(claims)).filter((session) => session !== null);
    assert.equal(winners.length, 1);
    assertMatches(await stored(), { generation: 1 });
  });

  it('returns null for one of the last eight keys', async (fixture) => {
    const { rotate, stored } = await begin(fixture);
    for (let generation = 0; generation < 9; generation++) {
      await rotate({ generation, key: keyOf(generation) });
    }
    for (let generation = 1; generation < 9; generation++) {
      assert.equal(await rotate({ generation: 9, key: keyOf(generation) }), null);
    }
    assertMatches(await stored(), { generation: 9 });
    assertMatches(await rotate({ generation: 9, key: keyOf(0) }), { generation: 10 });
  });

  it('returns null for one of the last eight keys of a token that is newer than its row', async (fixture) => {
    const { rotate } = await begin(fixture);
    await rotate({ key: KEY });
    await rotate({ generation: 1, key: OTHER_KEY });
    assert.equal(await rotate({ generation: 5, key: KEY }), null);
  });

  it('accepts a claim without a key after a consumption without a key', async (fixture) => {
    const { rotate } = await begin(fixture);
    await rotate({ key: KEY });
    assertMatches(await rotate({ generation: 1 }), { generation: 2 });
    const consumed = slotOf() + slotOf() + slotOf(KEY);
    assertMatches(await rotate({ generation: 2 }), { generation: 3, consumed });
  });

  it('keeps the last eight consumptions with their times, the newest first', async (fixture) => {
    const { rotate, stored } = await begin(fixture);
    const timeOf = (generation: number) => NOW + generation * 61_001;
    for (let generation = 0; generation < 12; generation++) {
      await rotate({ generation, key: keyOf(generation), now: timeOf(generation) });
    }
    const slots = [11, 10, 9, 8, 7, 6, 5, 4].map((n) => slotOf(keyOf(n), timeOf(n)));
    assertMatches(await stored(), { consumed: slots.join('') });
  });

  it('limits the expiry of the token to the expiry of the session', async (fixture) => {
    const { rotate } = await begin(fixture);
    const late = NOW + 719 * HOUR;
    const rotated = await rotate({ now: late, idleExpiresAt: late + 24 * HOUR });
    assertMatches(rotated, { expiresAt: NOW + 720 * HOUR });
  });

  it('accepts a generation that is newer than its row and drops the keys of the row', async (fixture) => {
    const { rotate } = await begin(fixture);
    await rotate({ key: KEY });
    const rotated = await rotate({ generation: 4, key: OTHER_KEY });
    assertMatches(rotated, { generation: 5, consumed: slotOf(OTHER_KEY) });
  });
}

function describeRefusals(it: It): void {
  const others: readonly (readonly [string, Partial<RotationClaim>])[] = [
    ['an unknown session', { sid: NO_SESSION }],
    ['a session of another user', { userId: 'another user' }],
    ['an expired session', { now: NOW + 720 * HOUR }],
  ];
  for (const [session, claim] of others) {
    it(`does not rotate ${session}`, async (fixture) => {
      const { rotate, stored } = await begin(fixture);
      assert.equal(await rotate(claim), null);
      assertMatches(await stored(), { generation: 0 });
    });
  }

  it('does not rotate a revoked session', async (fixture) => {
    const { sid, rotate } = await begin(fixture);
    await fixture.store.revoke(sid, 'logout', NOW + 1);
    assert.equal(await rotate(), null);
  });

  it('does not rotate a session whose user is inactive', async (fixture) => {
    const { userId, rotate } = await begin(fixture);
    await fixture.deactivate(userId);
    assert.equal(await rotate(), null);
  });

  it('does not rotate a session with an older tokenVersion that is stored late', async (fixture) => {
    const owner = await fixture.createUser();
    await fixture.revokeSessions(owner.id);
    const late = await begin(fixture, owner);
    assert.equal(await late.rotate(), null);
    const fresh = await begin(fixture, { ...owner, tokenVersion: owner.tokenVersion + 1 });
    assertMatches(await fresh.rotate(), { generation: 1 });
  });
}

function describeRevocation(it: It): void {
  it('revokes a session at any generation and returns it', async (fixture) => {
    const { sid, rotate } = await begin(fixture);
    await rotate();
    const revoked = await fixture.store.revoke(sid, 'logout', NOW + 5);
    assertMatches(revoked, { generation: 1, revokedAt: NOW + 5, revokedReason: 'logout' });
  });

  it('keeps the first reason of a revoked session and returns null', async (fixture) => {
    const { sid, stored } = await begin(fixture);
    await fixture.store.revoke(sid, 'logout', NOW + 5);
    assert.equal(await fixture.store.revoke(sid, 'reuse', NOW + 9), null);
    assertMatches(await stored(), { revokedAt: NOW + 5, revokedReason: 'logout' });
  });

  it('returns null for an unknown session', async ({ store }) => {
    assert.equal(await store.revoke(NO_SESSION, 'logout', NOW), null);
  });

  it('revokes with revokeAllOf all sessions of a user and no others', async (fixture) => {
    const { store } = fixture;
    const { userId, tokenVersion } = await begin(fixture);
    const second = await begin(fixture, { id: userId, tokenVersion });
    const other = await begin(fixture);
    assert.equal(await store.revokeAllOf(userId, 'admin', NOW + 1), 2);
    assertMatches(await second.stored(), { revokedReason: 'admin' });
    assertMatches(await other.stored(), { revokedAt: null });
    assert.equal(await store.revokeAllOf(userId, 'admin', NOW + 2), 0);
  });

  it('revokes with revokeAllOf all sessions of a user except the given one', async (fixture) => {
    const { store } = fixture;
    const { owner, sids } = await beginMany(fixture, 3);
    await store.revoke(sids[2]!, 'reuse', NOW);
    const other = await begin(fixture);
    assert.equal(await store.revokeAllOf(owner.id, 'logout', NOW + 1, sids[1]), 1);
    assertMatches(await store.find(sids[0]!), { revokedAt: NOW + 1, revokedReason: 'logout' });
    assertMatches(await store.find(sids[1]!), { revokedAt: null });
    assertMatches(await store.find(sids[2]!), { revokedReason: 'reuse' });
    assertMatches(await other.stored(), { revokedAt: null });
  });
}
