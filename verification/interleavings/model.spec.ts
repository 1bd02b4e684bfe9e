import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keyHashOf } from '../../src/auth/domain/idempotency-key.js';
import { classifyRefresh, type RefreshVerdict } from '../../src/auth/domain/rotation.js';
import { classify, consumedColumn, type Verdict } from './model.js';

const NOW = Date.UTC(2030, 0, 1);

/** The verdict of the source for each verdict of the model. */
const VERDICTS: Record<Verdict, RefreshVerdict['kind']> = {
  rotates: 'conflict',
  'same pair': 'retry',
  reuse: 'reuse',
  'within the reuse interval': 'withinReuseInterval',
  stale: 'stale',
  'token expired': 'expired',
  'key reused': 'key_reused',
  'session inactive': 'session_ended',
  'user inactive': 'user_gone',
  'session not found': 'no_session',
};

/** Few keys and times at the bounds, so that all combinations occur. */
const KEYS = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(16));
const key = fc.constantFrom(null, ...KEYS);
const secondsAgo = fc.constantFrom(-61, -60, -1, 0, 1, 9, 10, 11, 60, 61, 119, 120, 121, 9999);
const consumption = fc.record({ key, at: secondsAgo.map((seconds) => NOW - seconds * 1000) });
const offset = fc.constantFrom(-1000, -1, 0, 1, 7_200_000, 7_200_000, 7_200_000);

const session = fc
  .record({
    tokenVersion: fc.constantFrom(3, 3, 3, 3, 4),
    generation: fc.nat({ max: 12 }),
    consumptions: fc.array(consumption, { maxLength: 8 }),
    sessionExpiresAt: offset.map((ms) => NOW + ms),
    isRevoked: fc.constantFrom(false, false, false, true),
  })
  .map(({ isRevoked, ...rest }) => ({
    ...{ rotatedAt: NOW, expiresAt: NOW, ...rest },
    consumptions: rest.consumptions.slice(0, rest.generation),
    revokedAt: isRevoked ? NOW : null,
    revokedReason: isRevoked ? ('logout' as const) : null,
  }));

const user = fc.record({
  isActive: fc.constantFrom(true, true, true, true, false),
  tokenVersion: fc.constant(3),
  password: fc.constant(null),
});
const presented = fc.record({
  ahead: fc.integer({ min: -10, max: 2 }),
  key,
  isExpired: fc.boolean(),
  now: fc.constantFrom(NOW, NOW + 1, NOW + 999),
  reuseIntervalMs: fc.constantFrom(0, 1000, 10_000, 60_000),
});

it('classifyRefresh returns the verdict of the model for any row and any request', () => {
  const met = new Map<Verdict, number>();
  const owner = { id: 'alice', username: 'alice' };
  const columns = { id: 's', userId: owner.id, createdAt: NOW, ip: null, userAgent: null };
  const rows = fc.option(session, { freq: 9 });
  const property = fc.property(rows, user, presented, (row, account, request) => {
    const { now, isExpired, reuseIntervalMs } = request;
    const generation = Math.max(0, (row?.generation ?? 0) + request.ahead);
    const expected = classify(row ?? undefined, account, { ...request, generation }, now, reuseIntervalMs); // prettier-ignore
    const { kind } = classifyRefresh(
      row && { ...columns, ...row, consumed: consumedColumn(row.consumptions) },
      { ...owner, ...account },
      { userId: owner.id, generation, isExpired },
      keyHashOf(request.key),
      now,
      { rotation: 'single-use', reuseIntervalMs, clockToleranceMs: 60_000 },
    );
    expect(kind).toBe(VERDICTS[expected]);
    met.set(expected, (met.get(expected) ?? 0) + 1);
  });
  fc.assert(property, { seed: 20_300_101, numRuns: 10_000 });
  for (const verdict of Object.keys(VERDICTS))
    expect(met.get(verdict as Verdict)).toBeGreaterThan(20);
});
