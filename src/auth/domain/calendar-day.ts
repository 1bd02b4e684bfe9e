/** Checks whether a text such as `2026-01-31` is a day. Date.parse reads February 30 as March 2. */
export function isCalendarDay(text: string): boolean {
  const midnight = Date.parse(text);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(text);
}
