import { expect, it } from '@jest/globals';
import { isCalendarDay } from './calendar-day.js';

it.each([
  ['2026-01-31', true],
  ['2024-02-29', true],
  ['2026-02-29', false],
  ['2026-02-30', false],
  ['2026-13-01', false],
  ['2026-00-10', false],
  ['', false],
])('isCalendarDay checks %j', (text, expected) => {
  expect(isCalendarDay(text)).toBe(expected);
});
