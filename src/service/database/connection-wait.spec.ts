import { describe, expect, it } from '@jest/globals';
import { remainingWaitMs } from './connection-wait.js';

const LIMITS = { busyMs: 2_000, silentMs: 700 };

describe('the wait for a connection', () => {
  it.each([
    ['begins, and the database has just responded', 0, 0, 700],
    ['begins long after the last response, as in a quiet night', 0, 9_000, 700],
    ['goes on, and the database has not responded since', 400, 9_000, 300],
    ['has lasted for the limit without a response', 700, 9_000, 0],
    ['has lasted longer, and the database responded meanwhile', 1_000, 100, 600],
    ['has lasted longer, and the last response is too long ago', 1_000, 700, 0],
    ['is nearly over, and the database responds', 1_900, 1, 100],
    ['is over, and the database responds', 2_000, 1, 0],
  ])('when it %s', (_, waitedMs, silentMs, left) => {
    expect(remainingWaitMs({ waitedMs, silentMs }, LIMITS)).toBe(left);
  });
});
