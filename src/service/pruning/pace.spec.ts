import { describe, expect, it } from '@jest/globals';
import { firstDelayMs, nextDelayMs, restAfterMs } from './pace.js';

const HOUR = 3_600_000;
const TEN_YEARS = 3650 * 24 * HOUR;

describe('the pace of pruning', () => {
  it.each([
    [HOUR, 0, 0],
    [HOUR, 0.5, HOUR / 2],
    [HOUR, 1, HOUR],
    [TEN_YEARS, 1, 2 ** 31 - 1],
  ])('begins anywhere in the first interval: %d ms, %d: %d', (interval, random, delay) => {
    expect(firstDelayMs(interval, random)).toBe(delay);
  });

  it.each([
    [HOUR, 0, 0.9 * HOUR],
    [HOUR, 0.5, HOUR],
    [HOUR, 1, 1.1 * HOUR],
    [TEN_YEARS, 0, 2 ** 31 - 1],
  ])(
    'goes on an interval later, give or take a tenth: %d ms, %d: %d',
    (interval, random, delay) => {
      expect(nextDelayMs(interval, random)).toBeCloseTo(delay, 3);
    },
  );

  it.each([
    [0, 5],
    [1, 5],
    [10, 40],
    [1_000, 1_000],
  ])('rests four times as long as it worked, within reason: %d ms: %d', (took, rest) => {
    expect(restAfterMs(took)).toBe(rest);
  });
});
