import { expect, it } from '@jest/globals';
import { isoTime } from './iso-time.js';

it.each([
  [0, '1970-01-01T00:00:00.000Z'],
  [Date.UTC(2026, 1, 3, 4, 5, 6, 7), '2026-02-03T04:05:06.007Z'],
])('isoTime formats %d ms in UTC, with milliseconds', (ms, text) => {
  expect(isoTime(ms)).toBe(text);
});
