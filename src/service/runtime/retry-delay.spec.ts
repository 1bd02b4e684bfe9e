import { expect, it } from '@jest/globals';
import { retryDelayMs } from './retry-delay.js';

const bounds = { firstMs: 1_000, maxMs: 60_000 };

it.each([
  [0, 0.5, 1_000],
  [1, 1, 1_000],
  [1, 0, 500],
  [2, 1, 2_000],
  [5, 1, 16_000],
  [7, 1, 60_000],
  [7, 0, 30_000],
  [5_000, 1, 60_000],
])(
  'retryDelayMs returns after %d failures, with the random number %d, %d ms',
  (failures, random, ms) => {
    expect(retryDelayMs(failures, bounds, random)).toBe(ms);
  },
);
