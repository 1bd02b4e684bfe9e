import { expect, it } from '@jest/globals';
import { parseTime } from './parse-time.js';

const NOW = Date.parse('2026-03-10T00:00:00Z');

it.each([
  ['7d', '2026-03-03T00:00:00.000Z'],
  ['90s', '2026-03-09T23:58:30.000Z'],
  ['2026-01-31', '2026-01-31T00:00:00.000Z'],
  ['2026-01-31T12:00Z', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31T12:00:00.5+02:00', '2026-01-31T10:00:00.500Z'],
])('parseTime reads %s', (text, expected) => {
  expect(new Date(parseTime(text, NOW)!).toISOString()).toBe(expected);
});

it.each([
  '',
  '7',
  'yesterday',
  '2026-02-30',
  '2026-1-31',
  '2026-01-31T12:00',
  '31.01.2026',
  '2026',
])('parseTime rejects %j', (text) => {
  expect(parseTime(text, NOW)).toBeNull();
});
