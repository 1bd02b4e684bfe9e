import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { lineTime } from './line-time.js';

afterEach(() => void jest.restoreAllMocks());

describe('lineTime', () => {
  it.each([
    [0, 7],
    [1_700_000_000_000, 1_700_000_000_999],
    [1_700_000_000_999, 1_700_000_001_000],
    [1_709_251_199_999, 1_709_251_200_000],
    [1_700_000_001_000, 1_700_000_000_999],
  ])('returns the time of a line at %d, and of the next at %d', (first, next) => {
    const time = lineTime();
    for (const now of [first, next]) {
      jest.spyOn(Date, 'now').mockReturnValue(now);
      expect(time()).toBe(`,"time":"${new Date(now).toISOString()}"`);
    }
  });
});
