/**
 * Returns the text of a number that JSON.parse cannot have changed.
 *
 * @returns undefined beyond `Number.MAX_SAFE_INTEGER`, for fractions, and for -0, because their
 *   text in JSON may have differed
 */
export function exactText(value: number | bigint): string | undefined {
  const isExact =
    typeof value === 'bigint' || (Number.isSafeInteger(value) && !Object.is(value, -0));
  return isExact ? String(value) : undefined;
}
