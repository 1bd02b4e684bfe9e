import { describe, expect, it } from '@jest/globals';
import { firstDelayMs, nextDelayMs, pauseAfterMs } from './pace.js';

const HOUR = 3_600_000;
const TEN_YEARS = 3650 * 24 * HOUR;

describe('the schedule of pruning', () => {
  it.each([
    [HOUR, 0, 0],
    [HOUR, 0.5, HOUR / 2],
    [HOUR, 1, HOUR],
    [TEN_YEARS, 1, 2 ** 31 - 1],
  ])('starts at a random time in the first interval: %d ms, %d: %d', (interval, random, delay) => {
    expect(firstDelayMs(interval, random)).toBe(delay);
  });

  it.each([
    [HOUR, 0, 0.9 * HOUR],
    [HOUR, 0.5, HOUR],
    [HOUR, 1, 1.1 * HOUR],
    [TEN_YEARS, 0, 2 ** 31 - 1],
  ])('continues after an interval of ±10 %%: %d ms, %d: %d', (interval, random, delay) => {
    expect(nextDelayMs(interval, random)).toBeCloseTo(delay, 3);
  });

  it.each([
    [0, 5],
    [1, 5],
    [10, 40],
    [1_000, 1_000],
  ])('pauses four times as long as a page took, within limits: %d ms: %d', (tookMs, pauseMs) => {
    expect(pauseAfterMs(tookMs)).toBe(pauseMs);
  });
});
