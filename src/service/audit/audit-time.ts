import { parseDurationSeconds } from '../../auth/domain/duration.js';

/** A date, or a date and a time with seconds, in UTC or with an offset (RFC 3339). */
const DATE = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:[Zz]|[+-]\d\d:\d\d)?)?$/;

const HAS_ZONE = /(?:[Zz]|[+-]\d\d:\d\d)$/;

/**
 * Parses a time: a duration before now, such as `24h`, or a date, such as `2026-11-29` or
 * `2026-11-29T08:00:00Z`. Without a zone it is UTC.
 *
 * @param now epoch milliseconds
 * @returns epoch milliseconds; null for another text
 */
export function parseAuditTime(text: string, now: number): number | null {
  const seconds = parseDurationSeconds(text);
  if (seconds !== undefined) return now - seconds * 1000;
  if (!DATE.test(text)) return null;
  const hasTime = text.length > 'YYYY-MM-DD'.length;
  const time = Date.parse(hasTime && !HAS_ZONE.test(text) ? `${text}Z` : text);
  if (Number.isNaN(time)) return null;
  // The parser accepts 2026-02-30 as 2026-03-02.
  return isRealDay(text.slice(0, 10)) ? time : null;
}

const isRealDay = (day: string): boolean => {
  const time = Date.parse(day);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
};
