import { describe, expect, it } from '@jest/globals';
import { remainingWaitMs } from './connection-wait.js';

const LIMITS = { busyMs: 2_000, silentMs: 700 };

describe('remainingWaitMs', () => {
  it.each([
    ['a wait begins just after a response', 0, 0, 700],
    ['a wait begins long after the last response', 0, 9_000, 700],
    ['the database has not responded since the wait began', 400, 9_000, 300],
    ['the limit has passed without a response', 700, 9_000, 0],
    ['the database responded during a longer wait', 1_000, 100, 600],
    ['the last response during a longer wait is too old', 1_000, 700, 0],
    ['the maximum wait almost expires', 1_900, 1, 100],
    ['the maximum wait has expired', 2_000, 1, 0],
  ])('returns the remaining time when %s', (_, waitedMs, silentMs, remainingMs) => {
    expect(remainingWaitMs({ waitedMs, silentMs }, LIMITS)).toBe(remainingMs);
  });
});
