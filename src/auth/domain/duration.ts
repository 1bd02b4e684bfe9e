const SECONDS_IN = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** A whole number and a unit: seconds, minutes, hours or days. */
export type Duration = `${number}${keyof typeof SECONDS_IN}`;

/**
 * Parses a duration: `'5m'` is 300.
 *
 * @returns whole seconds, or undefined if the text is not a duration, such as a number without a unit
 */
export function parseDurationSeconds(text: string): number | undefined {
  const match = /^(\d{1,9})([smhd])$/.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * SECONDS_IN[match[2] as keyof typeof SECONDS_IN];
}
