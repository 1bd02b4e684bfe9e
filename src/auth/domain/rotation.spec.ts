import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Login, MAX_GENERATION, type UserState } from './login.js';
import { NO_PROOF, proofOf } from './proofs.js';
import {
  isRotatedAhead,
  judgeRefresh,
  judgeStanding,
  type RefreshVerdict,
  type TokenStanding,
} from './rotation.js';

const NOW = Date.UTC(2030, 0, 1);
const SECOND = 1000;
const SEED = 20_300_101;

/** The row's generation; generation n was spent with `keyFor(n)`, and eight are remembered: 12 … 19. */
const g = 20;
const keyFor = (generation: number) => `the key that spent ${generation}`;
const FRESH = 'a key that has spent nothing';
const proofsOf = (...newestFirst: (string | undefined)[]) =>
  newestFirst.map((key) => proofOf(key)).join('');

const KEYS = [19, 18, 17, 16, 15, 14, 13, 12].map(keyFor);
const LOGIN: Login = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  userId: 'alice',
  tokenVersion: 3,
  generation: g,
  rotatedAt: NOW - 3600 * SECOND,
  expiresAt: NOW + 3600 * SECOND,
  loginExpiresAt: NOW + 7200 * SECOND,
  proofs: proofsOf(...KEYS),
  revokedAt: null,
  revokedReason: null,
  createdAt: NOW - 7200 * SECOND,
  ip: null,
  userAgent: null,
};
const USER: UserState = { isActive: true, tokenVersion: 3 };

/** The row after its generations were spent with `newestFirst`; undefined: without a key. */
const spentWith = (...newestFirst: (string | undefined)[]) => ({
  proofs: proofsOf(...newestFirst),
});

type Kind = RefreshVerdict['kind'];
type Row = Partial<Login> | null;
type Account = Partial<UserState> | null;

interface Request {
  p: number;
  key?: string | undefined;
  isExpired?: boolean;
  reuseIntervalMs?: number;
}

function judge(row: Row, account: Account, request: Request): Kind {
  const { p, key, isExpired = false, reuseIntervalMs = 0 } = request;
  return judgeRefresh(
    row && { ...LOGIN, ...row },
    account && { ...USER, ...account },
    { userId: 'alice', generation: p, isExpired },
    proofOf(key),
    NOW,
    { reuseIntervalMs },
  ).kind;
}

it('hands over the login that a verdict is about', () => {
  const presented = { userId: 'alice', generation: g, isExpired: false };
  const policy = { reuseIntervalMs: 0 };
  const verdict = judgeRefresh(LOGIN, USER, presented, proofOf(FRESH), NOW, policy);
  expect(verdict).toEqual({ kind: 'again', login: LOGIN });
});

describe('p >= g: the token was not spent', () => {
  it.each<[string, number, string | undefined, Row, Kind, Kind]>([
    // the request                          p          key         row         unexpired     expired
    ['p = g, no key', g, undefined, {}, 'again', 'expired'],
    ['p = g, a fresh key', g, FRESH, {}, 'again', 'expired'],
    ['p = g, the newest key', g, keyFor(g - 1), {}, 'key_reused', 'expired'],
    ['p = g, an older key', g, keyFor(g - 2), {}, 'again', 'expired'],
    ['p > g, no key', g + 1, undefined, {}, 'again', 'expired'],
    ['p > g, a fresh key', g + 1, FRESH, {}, 'again', 'expired'],
    ['p > g, the newest key', g + 1, keyFor(g - 1), {}, 'key_reused', 'expired'],
    ['p far beyond g, the newest key', g + 99, keyFor(g - 1), {}, 'key_reused', 'expired'],
    ['no key, after no key', g, undefined, spentWith(undefined), 'again', 'expired'],
    ['a key, after no key', g, FRESH, spentWith(undefined), 'again', 'expired'],
    ['g = 0, no key', 0, undefined, { generation: 0, proofs: '' }, 'again', 'expired'],
    ['g = 0, a key', 0, FRESH, { generation: 0, proofs: '' }, 'again', 'expired'],
    ['g = 0, p = 1', 1, FRESH, { generation: 0, proofs: '' }, 'again', 'expired'],
    ['g greatest', MAX_GENERATION, FRESH, { generation: MAX_GENERATION }, 'again', 'expired'],
    ["the row's expires_at has passed", g, FRESH, { expiresAt: NOW - 1 }, 'again', 'expired'],
  ])('%s', (_, p, key, row, unexpired, expired) => {
    expect(judge(row, {}, { p, key, isExpired: false })).toBe(unexpired);
    expect(judge(row, {}, { p, key, isExpired: true })).toBe(expired);
  });
});

describe('p < g: the token was spent, and whether it has expired makes no difference', () => {
  const forgotten = spentWith(keyFor(g - 1));

  it.each<[string, number, string | undefined, Row, Kind]>([
    // the request                        p            key            row            verdict
    ['p = g-1, the key that spent it', g - 1, keyFor(g - 1), {}, 'retry'],
    ['p = g-1, another key', g - 1, FRESH, {}, 'reuse'],
    ['p = g-1, the same key in capitals', g - 1, keyFor(g - 1).toUpperCase(), {}, 'reuse'],
    ['p = g-1, the key that spent g-2', g - 1, keyFor(g - 2), {}, 'reuse'],
    ['p = g-1, no key vs a key', g - 1, undefined, {}, 'reuse'],
    ['p = g-1, a key vs no key', g - 1, FRESH, spentWith(undefined), 'reuse'],
    ['p = g-1, no key vs no key', g - 1, undefined, spentWith(undefined), 'reuse'],
    ['p = g-1, 43 dashes for a key vs no key', g - 1, NO_PROOF, spentWith(undefined), 'reuse'],
    ['p = g-1, a key vs nothing', g - 1, FRESH, spentWith(), 'reuse'],
    ['p = g-1, no key vs nothing', g - 1, undefined, spentWith(), 'reuse'],
    ['p = 0, g = 1, its key', 0, FRESH, { generation: 1, ...spentWith(FRESH) }, 'retry'],
    ['p = g-2, the key that spent it', g - 2, keyFor(g - 2), {}, 'superseded'],
    ['p = g-2, the key that spent g-1', g - 2, keyFor(g - 1), {}, 'reuse'],
    ['p = g-2, another key', g - 2, FRESH, {}, 'reuse'],
    ['p = g-2, no key vs a key', g - 2, undefined, {}, 'reuse'],
    ['p = g-2, no key vs no key', g - 2, undefined, spentWith(FRESH, undefined), 'reuse'],
    ['p = g-2, a key vs no key', g - 2, FRESH, spentWith(keyFor(g - 1), undefined), 'reuse'],
    ['p = g-8, the key in slot 8', g - 8, keyFor(g - 8), {}, 'superseded'],
    ['p = g-8, another key', g - 8, FRESH, {}, 'reuse'],
    ['p = g-9, its key, but there is no slot 9', g - 9, keyFor(g - 9), {}, 'reuse'],
    ['p = g-9, the key in slot 8', g - 9, keyFor(g - 8), {}, 'reuse'],
    ['p = 0, long ago', 0, keyFor(0), {}, 'reuse'],
    ['ahead of a restored row: p = g-1, its key', g - 1, keyFor(g - 1), forgotten, 'retry'],
    ['ahead of a restored row: p = g-2, its key', g - 2, keyFor(g - 2), forgotten, 'reuse'],
  ])('%s', (_, p, key, row, verdict) => {
    expect(judge(row, {}, { p, key, isExpired: false })).toBe(verdict);
    expect(judge(row, {}, { p, key, isExpired: true })).toBe(verdict);
  });
});

describe('the reuse interval', () => {
  const keyless = spentWith(undefined, undefined);
  const keyed = spentWith(keyFor(g - 1), undefined);
  const S10 = 10 * SECOND;

  it.each<[string, number, number, number, Row, string | undefined, Kind]>([
    //                       interval  age of the rotation  p   row   key   verdict
    ['0: off', 0, S10, g - 1, keyless, undefined, 'reuse'],
    ['0: off, even at once', 0, 0, g - 1, keyless, undefined, 'reuse'],
    ['at once', S10, 0, g - 1, keyless, undefined, 'overlap'],
    ['at its edge', S10, S10, g - 1, keyless, undefined, 'overlap'],
    ['past it', S10, S10 + 1, g - 1, keyless, undefined, 'reuse'],
    ['of a millisecond', 1, 1, g - 1, keyless, undefined, 'overlap'],
    ['clock stepped back, at its edge', S10, -S10, g - 1, keyless, undefined, 'overlap'],
    ['clock stepped back, past it', S10, -S10 - 1, g - 1, keyless, undefined, 'reuse'],
    ['a key vs no key', S10, 0, g - 1, keyless, FRESH, 'overlap'],
    ['a key vs no key, past it', S10, S10 + 1, g - 1, keyless, FRESH, 'reuse'],
    ['no key vs a key', S10, 0, g - 1, keyed, undefined, 'reuse'],
    ['another key vs a key', S10, 0, g - 1, keyed, FRESH, 'reuse'],
    ['the same key, within it', S10, 0, g - 1, keyed, keyFor(g - 1), 'retry'],
    ['the same key, past it', S10, S10 + 1, g - 1, keyed, keyFor(g - 1), 'retry'],
    ['no key vs nothing recorded', S10, 0, g - 1, { proofs: '' }, undefined, 'reuse'],
    ['p < g-1', S10, 0, g - 2, keyless, undefined, 'reuse'],
    ['p < g-1 with its key', S10, 0, g - 2, {}, keyFor(g - 2), 'superseded'],
    ['p = g', S10, 0, g, keyless, undefined, 'again'],
    ['p > g', S10, 0, g + 1, keyless, undefined, 'again'],
  ])('%s', (_, reuseIntervalMs, ageMs, p, row, key, verdict) => {
    const aged = { ...row, rotatedAt: NOW - ageMs };
    expect(judge(aged, {}, { p, key, reuseIntervalMs })).toBe(verdict);
    const expired = verdict === 'again' ? 'expired' : verdict;
    expect(judge(aged, {}, { p, key, reuseIntervalMs, isExpired: true })).toBe(expired);
  });
});

describe('before the generation is looked at: the user, then the login', () => {
  const revoked = { revokedAt: NOW - 1, revokedReason: 'logout' } as const;
  const others = { userId: 'bob' };
  const past = { loginExpiresAt: NOW - 1 };
  const inactive = { isActive: false };

  /** What comes with every state: each kind of token would have its own verdict if all were well. */
  const REQUESTS: [Kind, Request][] = [
    ['again', { p: g, key: FRESH }],
    ['again', { p: g + 1 }],
    ['key_reused', { p: g, key: keyFor(g - 1) }],
    ['expired', { p: g, isExpired: true }],
    ['retry', { p: g - 1, key: keyFor(g - 1), isExpired: true }],
    ['superseded', { p: g - 2, key: keyFor(g - 2) }],
    ['reuse', { p: g - 1, key: FRESH, reuseIntervalMs: SECOND }],
  ];

  it.each<[string, Row, Account, Kind]>([
    ['the user is missing', {}, null, 'user_gone'],
    ['the user is inactive', {}, inactive, 'user_gone'],
    ['the user is missing, and there is no row', null, null, 'user_gone'],
    ['the user is inactive, and there is no row', null, inactive, 'user_gone'],
    ["the user is inactive, and the row another's", others, inactive, 'user_gone'],
    ['the user is inactive, and the row revoked', revoked, inactive, 'user_gone'],
    ['the user is missing, and the row past its end', past, null, 'user_gone'],
    [
      'the user is inactive with a newer version',
      {},
      { ...inactive, tokenVersion: 4 },
      'user_gone',
    ],
    ['there is no row', null, {}, 'no_login'],
    ["the row is another user's", others, {}, 'no_login'],
    ["the row is another user's, and revoked", { ...others, ...revoked }, {}, 'no_login'],
    ["the row is another user's, and past its end", { ...others, ...past }, {}, 'no_login'],
    ['the login is revoked', revoked, {}, 'login_ended'],
    ['the login was revoked at the epoch', { revokedAt: 0 }, {}, 'login_ended'],
    ['login_expires_at has passed', past, {}, 'login_ended'],
    ['login_expires_at is now', { loginExpiresAt: NOW }, {}, 'login_ended'],
    ['the user has a newer token_version', {}, { tokenVersion: 4 }, 'login_ended'],
    ['the user has an older token_version', {}, { tokenVersion: 2 }, 'login_ended'],
  ])('%s', (_, row, account, verdict) => {
    const verdicts = REQUESTS.map(([, request]) => judge(row, account, request));
    expect(verdicts).toEqual(REQUESTS.map(() => verdict));
  });

  it.each<[string, Row]>([
    ['all is well', {}],
    ['login_expires_at is a millisecond away', { loginExpiresAt: NOW + 1 }],
  ])('it is looked at when %s', (_, row) => {
    const verdicts = REQUESTS.map(([, request]) => judge(row, {}, request));
    expect(verdicts).toEqual(REQUESTS.map(([verdict]) => verdict));
  });
});

describe('what the holder of a verified refresh token is told of it', () => {
  it.each<[string, Row, Account, number | null, TokenStanding]>([
    ['p = g', {}, {}, g, 'current'],
    ['p > g, as after a restored backup', {}, {}, g + 1, 'current'],
    ['no gen', {}, {}, null, 'current'],
    ['no gen, g = 0', { generation: 0 }, {}, null, 'current'],
    ["p = g, the row's expires_at has passed", { expiresAt: NOW - 1 }, {}, g, 'current'],
    ['p = g, a millisecond before the end', { loginExpiresAt: NOW + 1 }, {}, g, 'current'],
    ['p = g-1', {}, {}, g - 1, 'spent'],
    ['p = 0', {}, {}, 0, 'spent'],
    ['no row', null, {}, g, 'no_login'],
    ['no row and no user', null, null, g, 'no_login'],
    ["another user's row", { userId: 'bob' }, {}, g, 'no_login'],
    ["another user's row, spent and revoked", { userId: 'bob', revokedAt: 1 }, {}, 0, 'no_login'],
    ['revoked', { revokedAt: NOW }, {}, g, 'login_ended'],
    ['revoked and spent', { revokedAt: NOW }, {}, g - 1, 'login_ended'],
    ['revoked, no gen', { revokedAt: NOW }, {}, null, 'login_ended'],
    ['login_expires_at is now', { loginExpiresAt: NOW }, {}, g, 'login_ended'],
    ['the user is gone', {}, null, g, 'login_ended'],
    ['the user is inactive', {}, { isActive: false }, g - 1, 'login_ended'],
    ['another token_version', {}, { tokenVersion: 4 }, g, 'login_ended'],
  ])('%s', (_, row, account, generation, standing) => {
    const login = row && { ...LOGIN, ...row };
    const user = account && { ...USER, ...account };
    expect(judgeStanding(login, user, { userId: 'alice', generation }, NOW)).toBe(standing);
  });
});

describe('a rotation ahead of its row', () => {
  /** The statement of rotation.md, in its own words. */
  const rotate = ({ generation, proofs }: Pick<Login, 'generation' | 'proofs'>, p: number) => ({
    generation: p + 1,
    proofs: generation === p ? (proofOf(keyFor(p)) + proofs).substring(0, 344) : proofOf(keyFor(p)),
  });

  it.each<[string, number[], boolean]>([
    ['the first', [0], false],
    ['the second', [0, 1], false],
    ['the ninth, whose slots are full', [0, 1, 2, 3, 4, 5, 6, 7, 8], false],
    ['p = 1 on a row at 0', [1], true],
    ['p = 2 on a row at 1', [0, 2], true],
    ['p far ahead of a row with all slots', [0, 1, 2, 3, 4, 5, 6, 7, 99], true],
    ['two in succession', [5, 9], true],
    ['an ordinary one after one ahead', [5, 6], false],
    ['the last that there can be', [MAX_GENERATION], true],
  ])('is told by its slots: %s', (_, presented, expected) => {
    const row = presented.reduce(rotate, { generation: 0, proofs: '' });
    expect(isRotatedAhead({ ...LOGIN, ...row })).toBe(expected);
  });

  it('is the last of any history whose token was newer than the row, and no other', () => {
    const steps = fc.array(fc.constantFrom(0, 0, 0, 1, 7), { minLength: 1, maxLength: 24 });
    const property = fc.property(steps, (leads) => {
      const start = { generation: 0, proofs: '' };
      const row = leads.reduce((before, lead) => rotate(before, before.generation + lead), start);
      expect(isRotatedAhead({ ...LOGIN, ...row })).toBe(leads.at(-1) !== 0);
    });
    fc.assert(property, { seed: SEED, numRuns: 500 });
  });
});

describe('totality: any state and any request', () => {
  const VERDICTS: readonly Kind[] = [
    'user_gone',
    'no_login',
    'login_ended',
    'expired',
    'key_reused',
    'again',
    'retry',
    'overlap',
    'superseded',
    'reuse',
  ];

  /** A spend as the people involved remember it: undefined, without a key. */
  type Spend = string | undefined;

  interface World {
    user: UserState | null;
    row: (Omit<Login, 'proofs'> & { spends: Spend[] }) | null;
    request: { p: number; key: Spend; isExpired: boolean };
    reuseIntervalMs: number;
  }

  /** Few keys, few users and close times, so that everything meets everything. */
  const key = fc.option(fc.constantFrom('key a', 'key b', 'key c', 'key d'), { nil: undefined });
  const offset = fc.constantFrom(-2000, -1001, -1000, -999, -1, 0, 1, 999, 1000, 1001, 2000);
  const often = <T, U>(usual: T, other: U) =>
    fc.oneof(
      { weight: 9, arbitrary: fc.constant(usual) },
      { weight: 1, arbitrary: fc.constant(other) },
    );
  const generation = fc.oneof(
    fc.nat({ max: 12 }),
    fc.integer({ min: MAX_GENERATION - 2, max: MAX_GENERATION + 1 }),
    fc.nat({ max: MAX_GENERATION + 1 }),
  );
  const user = fc.record({ isActive: often(true, false), tokenVersion: often(3, 4) });

  const row = fc
    .record({
      generation,
      spends: fc.array(key, { maxLength: 12 }),
      userId: often('alice', 'bob'),
      tokenVersion: often(3, 4),
      rotatedAt: offset.map((ms) => NOW + ms),
      expiresAt: offset.map((ms) => NOW + ms),
      loginExpiresAt: fc.oneof(
        fc.constant(NOW + 7200 * SECOND),
        offset.map((ms) => NOW + ms),
      ),
      revokedAt: often(null, NOW - 1),
    })
    .map(({ spends, ...columns }) => {
      const kept = spends.slice(0, Math.min(8, columns.generation));
      return { ...LOGIN, ...columns, spends: kept };
    });

  const world: fc.Arbitrary<World> = fc
    .record({
      user: fc.option(user, { freq: 9 }),
      row: fc.option(row, { freq: 9 }),
      distance: fc.oneof(fc.integer({ min: -10, max: 2 }), fc.constantFrom(-2, -1, -1, 0)),
      key,
      isExpired: fc.boolean(),
      reuseIntervalMs: fc.constantFrom(0, 1, 1000, 60_000),
    })
    .map(({ distance, key, isExpired, user, row, reuseIntervalMs }) => {
      const p = Math.min(Math.max((row?.generation ?? 0) + distance, 0), MAX_GENERATION);
      return { user, row, request: { p, key, isExpired }, reuseIntervalMs };
    });

  /** The table of rotation.md with every condition written out: the rows exclude one another. */
  function verdictsOf({ user, row, request, reuseIntervalMs }: World): Kind[] {
    const { p, key, isExpired } = request;
    const userLives = user !== null && user.isActive;
    const rowIsHis = row !== null && row.userId === 'alice';
    const loginLives =
      rowIsHis &&
      row.revokedAt === null &&
      NOW < row.loginExpiresAt &&
      row.tokenVersion === user?.tokenVersion;
    const looked = userLives && loginLives;

    const unspent = looked && p >= row.generation;
    const spent = looked && p < row.generation;
    const [newest] = row?.spends ?? [];
    const newestKeyAgain = key !== undefined && key === newest;

    const steps = row === null ? 0 : row.generation - p;
    const remembered = row !== null && steps <= row.spends.length;
    const spender = remembered ? row.spends[steps - 1] : undefined;
    const sameKey = key !== undefined && key === spender;
    const keyless = remembered && spender === undefined;
    const near =
      row !== null &&
      reuseIntervalMs !== 0 &&
      NOW >= row.rotatedAt - reuseIntervalMs &&
      NOW <= row.rotatedAt + reuseIntervalMs;
    const overlaps = steps === 1 && keyless && near;

    const rules: Record<Kind, boolean> = {
      user_gone: !userLives,
      no_login: userLives && !rowIsHis,
      login_ended: userLives && rowIsHis && !loginLives,
      expired: unspent && isExpired,
      key_reused: unspent && !isExpired && newestKeyAgain,
      again: unspent && !isExpired && !newestKeyAgain,
      retry: spent && steps === 1 && sameKey,
      overlap: spent && overlaps,
      superseded: spent && steps > 1 && sameKey,
      reuse: spent && !sameKey && !overlaps,
    };
    return (Object.keys(rules) as Kind[]).filter((verdict) => rules[verdict]);
  }

  function judgeWorld({ user, row, request, reuseIntervalMs }: World): Kind {
    const account = user && { ...user };
    const login = row && { ...row, proofs: proofsOf(...row.spends) };
    return judge(login, account, { ...request, reuseIntervalMs });
  }

  it('have exactly one verdict, the one that the table gives them', () => {
    const met = new Map<Kind, number>();
    const property = fc.property(world, (any) => {
      const verdict = judgeWorld(any);
      expect([verdict]).toEqual(verdictsOf(any));
      met.set(verdict, (met.get(verdict) ?? 0) + 1);
    });
    fc.assert(property, { seed: SEED, numRuns: 10_000 });
    const often = [...met].filter(([, times]) => times >= 50).map(([verdict]) => verdict);
    expect(often.sort()).toEqual([...VERDICTS].sort());
  });

  it('have a verdict of the list, even if the row is nonsense', () => {
    const anyNumber = fc.oneof(fc.integer(), fc.double());
    const nonsense = fc.record({
      generation: anyNumber,
      proofs: fc.string({ maxLength: 400 }),
      rotatedAt: anyNumber,
      p: anyNumber,
      key: fc.option(fc.string(), { nil: undefined }),
      isExpired: fc.boolean(),
      reuseIntervalMs: anyNumber,
    });
    const property = fc.property(nonsense, ({ generation, proofs, rotatedAt, ...request }) => {
      expect(VERDICTS).toContain(judge({ generation, proofs, rotatedAt }, {}, request));
    });
    fc.assert(property, { seed: SEED, numRuns: 2000 });
  });
});
