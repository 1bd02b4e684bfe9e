import { InvalidArgumentError } from 'commander';
import { isCalendarDay } from '../../auth/domain/calendar-day.js';
import { parseDurationSeconds } from '../../auth/domain/duration.js';

/** A date, or a time with its zone. A time without a zone would depend on the machine. */
const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

const TIME_RULE =
  'Give a duration such as 7d, a date such as 2026-01-31 (UTC), or a time such as ' +
  '2026-01-31T12:00:00Z.';

/**
 * Parses a time: a duration before now, a date in UTC, or a time with its zone.
 *
 * @param now epoch milliseconds
 * @returns epoch milliseconds; null for any other text
 */
export function parseTime(text: string, now: number): number | null {
  const seconds = parseDurationSeconds(text);
  if (seconds !== undefined) return now - seconds * 1000;
  const isDate = DATE.test(text) && isCalendarDay(text.slice(0, 10));
  const time = isDate ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? null : time;
}

/** Parses an argument that is a time: see {@link parseTime}. @throws {InvalidArgumentError} */
export function timeArgument(text: string): number {
  const time = parseTime(text, Date.now());
  if (time !== null) return time;
  throw new InvalidArgumentError(TIME_RULE);
}
