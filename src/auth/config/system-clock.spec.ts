import { afterEach, expect, it, jest } from '@jest/globals';
import { SystemClock } from './system-clock.js';

const clock = new SystemClock();
afterEach(() => void jest.restoreAllMocks());

it('SystemClock.now returns Unix time in milliseconds', () => {
  jest.spyOn(Date, 'now').mockReturnValueOnce(1_893_456_000_000).mockReturnValueOnce(5);
  expect([clock.now(), clock.now()]).toEqual([1_893_456_000_000, 5]);
});

it('SystemClock.monotonic returns milliseconds of the monotonic clock', () => {
  jest.spyOn(performance, 'now').mockReturnValueOnce(1.5).mockReturnValueOnce(2.5);
  expect([clock.monotonic(), clock.monotonic()]).toEqual([1.5, 2.5]);
});
