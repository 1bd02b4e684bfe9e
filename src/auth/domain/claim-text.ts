/**
 * Returns the value of a claim as text: a string unchanged, everything else as compact JSON.
 *
 * @returns undefined for null, and for an integer that JSON.parse may have rounded to the ID of
 *   something else
 */
export function claimTextOf(value: unknown): string | undefined {
  if (value === undefined || value === null || !isExact(value)) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Checks every number in a value of JSON. A fraction is never an ID. */
function isExact(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return typeof value !== 'object' || value === null || Object.values(value).every(isExact);
}
