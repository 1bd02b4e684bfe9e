import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NOW, SESSION as NEW, USER } from '../../../test/support/session.js';
import { type Session, MAX_GENERATION } from './session.js';
import type { User } from './user.js';
import { toSlot } from './consumption.js';
import { keyHashOf, NO_KEY_HASH } from './idempotency-key.js';
import {
  classifyRefresh,
  classifyRefreshToken,
  isRotatedAhead,
  type RefreshVerdict,
  type RotationPolicy,
  type RefreshTokenState,
} from './rotation.js';

const SECOND = 1000;
const SEED = 20_300_101;

/** The row's generation. Generation n was consumed with `keyFor(n)`; the row keeps 12 to 19. */
const g = 20;
const keyFor = (generation: number) => `the-key-that-consumed-${generation}`;
const FRESH = 'a-key-that-has-consumed-nothing';

/** The column of a row whose tokens were all consumed at NOW. */
const slotsOf = (newestFirst: readonly (string | undefined)[]) =>
  newestFirst.map((key) => toSlot(keyHashOf(key), NOW)).join('');

const KEYS = [19, 18, 17, 16, 15, 14, 13, 12].map(keyFor);
const SESSION: Session = { ...NEW, generation: g, consumed: slotsOf(KEYS) };

/** The row after its generations were consumed with these keys; undefined: without a key. */
const consumedWith = (...newestFirst: (string | undefined)[]) => ({
  consumed: slotsOf(newestFirst),
});

type Kind = RefreshVerdict['kind'];
type Row = Partial<Session> | null;
type Account = Partial<User> | null;

interface Request extends Partial<RotationPolicy> {
  p: number;
  key?: string | undefined;
  isExpired?: boolean;
  now?: number;
}

const POLICY: RotationPolicy = {
  rotation: 'single-use',
  reuseIntervalMs: 0,
  clockToleranceMs: 60 * SECOND,
};

function classify(row: Row, account: Account, request: Request): Kind {
  const { p, key, isExpired = false, now = NOW, ...policy } = request;
  return classifyRefresh(
    row && { ...SESSION, ...row },
    account && { ...USER, ...account },
    { userId: 'alice', generation: p, isExpired },
    keyHashOf(key),
    now,
    { ...POLICY, ...policy },
  ).kind;
}

it('classifyRefresh returns the verdict with its row', () => {
  const presented = { userId: 'alice', generation: g, isExpired: false };
  const verdict = classifyRefresh(SESSION, USER, presented, keyHashOf(FRESH), NOW, POLICY);
  expect(verdict).toEqual({ kind: 'conflict', session: SESSION });
});

describe('classifyRefresh of an unconsumed token (docs/rotation.md, The verdicts)', () => {
  const restored = { generation: 0, consumed: '' };

  it.each<[string, number, string | undefined, Row, Kind]>([
    // the request                       p          key               row         verdict
    ['p = g, no key', g, undefined, {}, 'conflict'],
    ['p = g, a fresh key', g, FRESH, {}, 'conflict'],
    ['p = g, the newest key', g, keyFor(g - 1), {}, 'key_reused'],
    ['p = g, the second key', g, keyFor(g - 2), {}, 'key_reused'],
    ['p = g, the eighth key', g, keyFor(g - 8), {}, 'key_reused'],
    ['p = g, the ninth key', g, keyFor(g - 9), {}, 'conflict'],
    ['p > g, no key', g + 1, undefined, {}, 'conflict'],
    ['p > g, a fresh key', g + 1, FRESH, {}, 'conflict'],
    ['p > g, the newest key', g + 1, keyFor(g - 1), {}, 'key_reused'],
    ['p far beyond g, the eighth key', g + 99, keyFor(g - 8), {}, 'key_reused'],
    ['no key, after no key', g, undefined, consumedWith(undefined), 'conflict'],
    ['a key, after no key', g, FRESH, consumedWith(undefined), 'conflict'],
    ['g = 0, no key', 0, undefined, restored, 'conflict'],
    ['g = 0, a key', 0, FRESH, restored, 'conflict'],
    ['g = 0, p = 1', 1, FRESH, restored, 'conflict'],
    ['g greatest', MAX_GENERATION, FRESH, { generation: MAX_GENERATION }, 'conflict'],
    ["the row's expires_at has passed", g, FRESH, { expiresAt: NOW - 1 }, 'conflict'],
  ])('returns its verdict for: %s', (_, p, key, row, unexpired) => {
    expect(classify(row, {}, { p, key, isExpired: false })).toBe(unexpired);
    expect(classify(row, {}, { p, key, isExpired: true })).toBe('expired');
    expect(classify(row, {}, { p, key, rotation: 'none' })).toBe('current');
    expect(classify(row, {}, { p, key, rotation: 'none', isExpired: true })).toBe('expired');
  });
});

/** A consumed token has the same verdict whether it is expired or not, with rotation or without. */
function expectConsumed(row: Row, request: Request, verdict: Kind): void {
  expect(classify(row, {}, { ...request, isExpired: false })).toBe(verdict);
  expect(classify(row, {}, { ...request, isExpired: true })).toBe(verdict);
  expect(classify(row, {}, { ...request, rotation: 'none' })).toBe(verdict);
}

describe('classifyRefresh of a consumed token (docs/rotation.md, The verdicts)', () => {
  const forgotten = consumedWith(keyFor(g - 1));
  const first = { generation: 1, ...consumedWith(FRESH) };

  it.each<[string, number, string | undefined, Row, Kind]>([
    // the request                            p            key            row            verdict
    ['p = g-1, the key that consumed it', g - 1, keyFor(g - 1), {}, 'retry'],
    ['p = g-1, that key in quotes', g - 1, `"${keyFor(g - 1)}"`, {}, 'retry'],
    ['p = g-1, another key', g - 1, FRESH, {}, 'reuse'],
    ['p = g-1, that key in capitals', g - 1, keyFor(g - 1).toUpperCase(), {}, 'reuse'],
    ['p = g-1, the key that consumed g-2', g - 1, keyFor(g - 2), {}, 'reuse'],
    ['p = g-1, no key vs a key', g - 1, undefined, {}, 'reuse'],
    ['p = g-1, a key vs no key', g - 1, FRESH, consumedWith(undefined), 'reuse'],
    ['p = g-1, no key vs no key', g - 1, undefined, consumedWith(undefined), 'reuse'],
    ['p = g-1, 43 dashes vs no key', g - 1, NO_KEY_HASH, consumedWith(undefined), 'reuse'],
    ['p = g-1, a key vs nothing', g - 1, FRESH, consumedWith(), 'reuse'],
    ['p = g-1, no key vs nothing', g - 1, undefined, consumedWith(), 'reuse'],
    ['p = 0, g = 1, its key', 0, FRESH, first, 'retry'],
    ['p = g-2, the key that consumed it', g - 2, keyFor(g - 2), {}, 'stale'],
    ['p = g-2, the key that consumed g-1', g - 2, keyFor(g - 1), {}, 'reuse'],
    ['p = g-2, another key', g - 2, FRESH, {}, 'reuse'],
    ['p = g-2, no key vs a key', g - 2, undefined, {}, 'reuse'],
    ['p = g-2, no key vs no key', g - 2, undefined, consumedWith(FRESH, undefined), 'reuse'],
    ['p = g-2, a key vs no key', g - 2, FRESH, consumedWith(keyFor(g - 1), undefined), 'reuse'],
    ['p = g-8, the key in slot 8', g - 8, keyFor(g - 8), {}, 'stale'],
    ['p = g-8, another key', g - 8, FRESH, {}, 'reuse'],
    ['p = g-9, its key, but there is no slot 9', g - 9, keyFor(g - 9), {}, 'reuse'],
    ['p = g-9, the key in slot 8', g - 9, keyFor(g - 8), {}, 'reuse'],
    ['p = 0, long ago', 0, keyFor(0), {}, 'reuse'],
    ['ahead of a restored row: p = g-1, its key', g - 1, keyFor(g - 1), forgotten, 'retry'],
    ['ahead of a restored row: p = g-2, its key', g - 2, keyFor(g - 2), forgotten, 'reuse'],
  ])('returns its verdict for: %s', (_, p, key, row, verdict) => {
    expectConsumed(row, { p, key }, verdict);
  });
});

describe('classifyRefresh by the age of a consumption in whole seconds', () => {
  const S10 = 10 * SECOND;

  /** Generations g-1 and `p` were consumed at NOW, `p` with `key`. */
  const rowWith = (p: number, key: string | undefined) => {
    const keys = [19, 18, 17, 16, 15, 14, 13, 12].map((n) => (n === p ? key : keyFor(n)));
    return consumedWith(...keys);
  };

  it.each<[string, number, number, Kind]>([
    // consumed                                    tolerance   passed since     verdict
    ['at once', 60 * SECOND, 0, 'stale'],
    ['at the bound', 60 * SECOND, 120 * SECOND, 'stale'],
    ['less than a second after it', 60 * SECOND, 121 * SECOND - 1, 'stale'],
    ['a second after it', 60 * SECOND, 121 * SECOND, 'reuse'],
    ['a day after it', 60 * SECOND, 86_400 * SECOND, 'reuse'],
    ['at the bound without a tolerance', 0, 60 * SECOND, 'stale'],
    ['a second after the bound without a tolerance', 0, 61 * SECOND, 'reuse'],
    ['from a clock ahead, within the tolerance', 60 * SECOND, -60 * SECOND, 'stale'],
    ['from a clock ahead by more', 60 * SECOND, -61 * SECOND, 'reuse'],
  ])('limits stale for an older request: %s', (_, clockToleranceMs, passedMs, verdict) => {
    for (const p of [g - 2, g - 8]) {
      const late = { p, key: keyFor(p), clockToleranceMs, now: NOW + passedMs };
      expectConsumed({}, late, verdict);
    }
  });

  it('does not limit a retry', () => {
    const late = { p: g - 1, key: keyFor(g - 1), now: NOW + 3600 * SECOND };
    expectConsumed({}, late, 'retry');
  });

  it.each<[string, number, number, string | undefined, string | undefined, Kind]>([
    // consumed                       interval  passed      its key  key    verdict
    ['0: off', 0, S10, undefined, undefined, 'reuse'],
    ['0: off, also at once', 0, 0, undefined, undefined, 'reuse'],
    ['at once', S10, 0, undefined, undefined, 'withinReuseInterval'],
    ['at its end', S10, S10, undefined, undefined, 'withinReuseInterval'],
    ['less than a second after it', S10, S10 + 999, undefined, undefined, 'withinReuseInterval'],
    ['a second after it', S10, S10 + SECOND, undefined, undefined, 'reuse'],
    ['of one second', SECOND, SECOND, undefined, undefined, 'withinReuseInterval'],
    ['from a clock ahead', S10, -60 * SECOND, undefined, undefined, 'withinReuseInterval'],
    ['from a clock ahead by more', S10, -61 * SECOND, undefined, undefined, 'reuse'],
    ['a key vs no key', S10, 0, undefined, FRESH, 'withinReuseInterval'],
    ['a key vs no key, after it', S10, S10 + SECOND, undefined, FRESH, 'reuse'],
    ['no key vs a key', S10, 0, FRESH, undefined, 'reuse'],
    ['another key vs a key', S10, 0, FRESH, keyFor(1), 'reuse'],
  ])('limits withinReuseInterval at any recorded depth: %s', (...row) => {
    const [, reuseIntervalMs, passedMs, recorded, key, verdict] = row;
    for (const p of [g - 1, g - 2, g - 8]) {
      const request = { p, key, reuseIntervalMs, now: NOW + passedMs };
      expectConsumed(rowWith(p, recorded), request, verdict);
    }
  });

  it('returns reuse beyond the eighth consumption and without a recorded one', () => {
    const keyless = consumedWith(...Array<undefined>(8).fill(undefined));
    expectConsumed(keyless, { p: g - 9, reuseIntervalMs: S10 }, 'reuse');
    expectConsumed({ consumed: '' }, { p: g - 1, reuseIntervalMs: S10 }, 'reuse');
  });
});

describe('classifyRefresh, user and session', () => {
  const revoked = { revokedAt: NOW - 1, revokedReason: 'logout' } as const;
  const others = { userId: 'bob' };
  const past = { sessionExpiresAt: NOW - 1 };
  const inactive = { isActive: false };

  /** Each request with its verdict in an active session. */
  const REQUESTS: [Kind, Request][] = [
    ['conflict', { p: g, key: FRESH }],
    ['conflict', { p: g + 1 }],
    ['key_reused', { p: g, key: keyFor(g - 1) }],
    ['expired', { p: g, isExpired: true }],
    ['retry', { p: g - 1, key: keyFor(g - 1), isExpired: true }],
    ['stale', { p: g - 2, key: keyFor(g - 2) }],
    ['reuse', { p: g - 1, key: FRESH, reuseIntervalMs: SECOND }],
  ];

  it.each<[string, Row, Account, Kind]>([
    ['the user is missing', {}, null, 'user_gone'],
    ['the user is inactive', {}, inactive, 'user_gone'],
    ['the user is missing, and there is no row', null, null, 'user_gone'],
    ['the user is inactive, and there is no row', null, inactive, 'user_gone'],
    ["the user is inactive, and the row is another user's", others, inactive, 'user_gone'],
    ['the user is inactive, and the row is revoked', revoked, inactive, 'user_gone'],
    ['the user is missing, and the row is past its end', past, null, 'user_gone'],
    [
      'the user is inactive with a newer version',
      {},
      { ...inactive, tokenVersion: 4 },
      'user_gone',
    ],
    ['there is no row', null, {}, 'no_session'],
    ["the row is another user's", others, {}, 'no_session'],
    ["the row is another user's, and revoked", { ...others, ...revoked }, {}, 'no_session'],
    ["the row is another user's, and past its end", { ...others, ...past }, {}, 'no_session'],
    ['the session is revoked', revoked, {}, 'session_ended'],
    ['the session was revoked at the epoch', { revokedAt: 0 }, {}, 'session_ended'],
    ['session_expires_at has passed', past, {}, 'session_ended'],
    ['session_expires_at is now', { sessionExpiresAt: NOW }, {}, 'session_ended'],
    ['the user has a newer token_version', {}, { tokenVersion: 4 }, 'session_ended'],
    ['the user has an older token_version', {}, { tokenVersion: 2 }, 'session_ended'],
  ])(
    'returns the same verdict for every generation and key when %s',
    (_, row, account, verdict) => {
      const verdicts = REQUESTS.map(([, request]) => classify(row, account, request));
      expect(verdicts).toEqual(REQUESTS.map(() => verdict));
    },
  );

  it.each<[string, Row]>([
    ['the session is active', {}],
    ['session_expires_at is a millisecond away', { sessionExpiresAt: NOW + 1 }],
  ])('returns a verdict by the generation and key when %s', (_, row) => {
    const verdicts = REQUESTS.map(([, request]) => classify(row, {}, request));
    expect(verdicts).toEqual(REQUESTS.map(([verdict]) => verdict));
  });
});

describe('classifyRefreshToken', () => {
  it.each<[string, Row, Account, number | null, RefreshTokenState]>([
    ['p = g', {}, {}, g, 'current'],
    ['p > g, as after a restored backup', {}, {}, g + 1, 'current'],
    ['no gen', {}, {}, null, 'current'],
    ['no gen, g = 0', { generation: 0 }, {}, null, 'current'],
    ["p = g, the row's expires_at has passed", { expiresAt: NOW - 1 }, {}, g, 'current'],
    ['p = g, a millisecond before the end', { sessionExpiresAt: NOW + 1 }, {}, g, 'current'],
    ['p = g-1', {}, {}, g - 1, 'consumed'],
    ['p = 0', {}, {}, 0, 'consumed'],
    ['no row', null, {}, g, 'no_session'],
    ['no row and no user', null, null, g, 'no_session'],
    ["another user's row", { userId: 'bob' }, {}, g, 'no_session'],
    [
      "another user's row, consumed and revoked",
      { userId: 'bob', revokedAt: 1 },
      {},
      0,
      'no_session',
    ],
    ['revoked', { revokedAt: NOW }, {}, g, 'session_ended'],
    ['revoked and consumed', { revokedAt: NOW }, {}, g - 1, 'session_ended'],
    ['revoked, no gen', { revokedAt: NOW }, {}, null, 'session_ended'],
    ['session_expires_at is now', { sessionExpiresAt: NOW }, {}, g, 'session_ended'],
    ['the user is gone', {}, null, g, 'session_ended'],
    ['the user is inactive', {}, { isActive: false }, g - 1, 'session_ended'],
    ['another token_version', {}, { tokenVersion: 4 }, g, 'session_ended'],
  ])('returns the state of a token with: %s', (_, row, account, generation, state) => {
    const session = row && { ...SESSION, ...row };
    const user = account && { ...USER, ...account };
    expect(classifyRefreshToken(session, user, { userId: 'alice', generation }, NOW)).toBe(state);
  });
});

describe('isRotatedAhead', () => {
  it.each<[string, number, number, boolean]>([
    // after                                          generation  slots  ahead
    ['the first rotation', 1, 1, false],
    ['the second rotation', 2, 2, false],
    ['the ninth rotation, whose slots are full', 9, 8, false],
    ['an ordinary rotation after one ahead', 7, 2, false],
    ['a rotation of generation 1 on a row at 0', 2, 1, true],
    ['a rotation far ahead of a row', 100, 1, true],
    ['the rotation of the greatest generation', MAX_GENERATION + 1, 1, true],
  ])('detects by the slots whether the row was older: after %s', (_, generation, slots, ahead) => {
    const consumed = slotsOf(KEYS.slice(0, slots));
    expect(isRotatedAhead({ ...SESSION, generation, consumed })).toBe(ahead);
  });
});

describe('classifyRefresh as a total function', () => {
  const UNCONSUMED: Kind[] = ['expired', 'key_reused', 'current', 'conflict'];
  const CONSUMED: Kind[] = ['retry', 'withinReuseInterval', 'stale', 'reuse'];
  const VERDICTS = [...UNCONSUMED, ...CONSUMED, 'user_gone', 'no_session', 'session_ended'].sort();

  /** Few keys, few users and close times, so that all combinations occur. */
  const key = fc.option(fc.constantFrom(KEYS[0]!, KEYS[1]!, FRESH), { nil: undefined });
  const mostly = <T, U>(usual: T, other: U) =>
    fc.constantFrom<T | U>(...Array<T>(9).fill(usual), other);
  const row = fc.record({
    generation: fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: MAX_GENERATION })),
    userId: mostly('alice', 'bob'),
    tokenVersion: mostly(3, 4),
    sessionExpiresAt: mostly(NOW + SECOND, NOW),
    revokedAt: mostly(null, NOW - 1),
    consumed: fc
      .array(fc.tuple(key, fc.integer({ min: -70, max: 130 })), { maxLength: 8 })
      .map((past) => past.map(([one, ago]) => toSlot(keyHashOf(one), NOW - ago * SECOND)).join('')),
  });
  const state = fc.record({
    row: mostly(true, false).chain((exists) => (exists ? row : fc.constant(null))),
    account: fc.constantFrom({}, {}, {}, {}, {}, {}, { isActive: false }, null),
    ahead: fc.integer({ min: -10, max: 2 }),
    request: fc.record({
      key,
      isExpired: fc.boolean(),
      rotation: mostly('single-use' as const, 'none' as const),
      reuseIntervalMs: fc.constantFrom(0, 60 * SECOND),
    }),
  });

  it('returns every verdict, and those of a consumed token only when p < g', () => {
    const met = new Map<Kind, number>();
    const property = fc.property(state, (any) => {
      const g = any.row?.generation ?? 0;
      const p = Math.max(0, g + any.ahead);
      const verdict = classify(any.row, any.account, { ...any.request, p });
      if (UNCONSUMED.includes(verdict)) expect(p).toBeGreaterThanOrEqual(g);
      if (CONSUMED.includes(verdict)) expect(p).toBeLessThan(g);
      met.set(verdict, (met.get(verdict) ?? 0) + 1);
    });
    fc.assert(property, { seed: SEED, numRuns: 5_000 });
    const common = [...met].filter(([, times]) => times >= 20).map(([verdict]) => verdict);
    expect(common.sort()).toEqual(VERDICTS);
  });

  it('returns a verdict for a corrupt row', () => {
    const anyNumber = fc.oneof(fc.integer(), fc.double());
    const corrupt = fc.record({
      generation: anyNumber,
      consumed: fc.string({ maxLength: 500 }),
      p: anyNumber,
      key,
      isExpired: fc.boolean(),
      reuseIntervalMs: anyNumber,
    });
    const property = fc.property(corrupt, ({ generation, consumed, ...request }) => {
      expect(VERDICTS).toContain(classify({ generation, consumed }, {}, request));
    });
    fc.assert(property, { seed: SEED, numRuns: 2000 });
  });
});
