import { describe, expect, it } from '@jest/globals';
import { failuresAfter, haveAllFailed, restartDelayMs } from './restart-policy.js';

describe('failuresAfter', () => {
  it.each([
    [0, 0, 1],
    [3, 59_999, 4],
    [3, 60_000, 1],
  ])('after %i failures, counts a worker that listened for %i ms as failure %i', (...row) => {
    const [failures, ranMs, after] = row;
    expect(failuresAfter(failures, ranMs)).toBe(after);
  });
});

describe('restartDelayMs', () => {
  it('grows with each failure in a row, to half a minute', () => {
    const delays = [1, 2, 3, 4, 5, 9, 100].map((failures) => restartDelayMs(failures, 1));
    expect(delays).toEqual([200, 400, 800, 1_600, 3_200, 30_000, 30_000]);
  });
});

describe('haveAllFailed', () => {
  const listening = { failures: 9, isListening: true };
  const failed = { failures: 5, isListening: false };

  it('is true when no worker listens and each has failed five times in a row', () => {
    expect(haveAllFailed([failed, { ...failed, failures: 6 }])).toBe(true);
  });

  it.each([
    ['one worker listens', listening],
    ['one worker has failed less often', { ...failed, failures: 4 }],
  ])('is false when %s', (_, other) => {
    expect(haveAllFailed([failed, other])).toBe(false);
  });
});
