/** Splits a comma-separated list into trimmed, non-empty entries. */
export const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
