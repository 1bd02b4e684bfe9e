/** Part of a text that follows a pattern, and the bits that describe it. */
export interface Match {
  length: number;
  bits: number;
}

/** Returns the matches of one pattern that begin at an index of the text. */
export type Matcher = (start: number) => Match[];

/** Bits for the choice of a pattern. */
export const PATTERN_BITS = 3;

/** Returns every whole number from `min` to `max`: none when `max` is less. */
export function lengths(min: number, max: number): number[] {
  // Several times as fast as Array.from, which took half of the time of an estimate.
  const all: number[] = [];
  for (let length = min; length <= max; length++) all.push(length);
  return all;
}
