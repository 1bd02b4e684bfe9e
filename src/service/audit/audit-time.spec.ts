import { expect, it } from '@jest/globals';
import { parseAuditTime } from './audit-time.js';

const NOW = Date.UTC(2026, 10, 29, 12);

it.each([
  ['24h', Date.UTC(2026, 10, 28, 12)],
  ['90s', NOW - 90_000],
  ['2026-11-01', Date.UTC(2026, 10, 1)],
  ['2026-11-01T08:30', Date.UTC(2026, 10, 1, 8, 30)],
  ['2026-11-01 08:30:05', Date.UTC(2026, 10, 1, 8, 30, 5)],
  ['2026-11-01T08:30:05.250Z', Date.UTC(2026, 10, 1, 8, 30, 5, 250)],
  ['2026-11-01T08:30:05+02:00', Date.UTC(2026, 10, 1, 6, 30, 5)],
  ['yesterday', null],
  ['2026-02-30', null],
  ['2026-13-01', null],
  ['2026-11-01T25:00', null],
  ['29.11.2026', null],
  ['24', null],
  ['', null],
])('parseAuditTime reads %j as %j', (text, expected) => {
  expect(parseAuditTime(text, NOW)).toBe(expected);
});
