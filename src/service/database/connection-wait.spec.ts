import { describe, expect, it } from '@jest/globals';
import { remainingWaitMs } from './connection-wait.js';

const LIMITS = { busyMs: 2_000, silentMs: 700 };

describe('the wait for a connection', () => {
  it.each([
    ['begins, and the database answered just now', 0, 0, 700],
    ['begins long after the last answer, as in a quiet night', 0, 9_000, 700],
    ['goes on, and the database has not answered since', 400, 9_000, 300],
    ['has lasted as long as a silence may', 700, 9_000, 0],
    ['has lasted longer, and the database answered meanwhile', 1_000, 100, 600],
    ['has lasted longer, and the last answer is too long ago', 1_000, 700, 0],
    ['is nearly as long as it may be, and the database answers', 1_900, 1, 100],
    ['is as long as it may be, and the database answers', 2_000, 1, 0],
  ])('when it %s', (_, waitedMs, silentMs, left) => {
    expect(remainingWaitMs({ waitedMs, silentMs }, LIMITS)).toBe(left);
  });
});
