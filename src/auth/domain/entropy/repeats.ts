import { lengths, type Matcher, PATTERN_BITS } from './match.js';

/** Matches text that occurred before, described by its distance and its length. */
export function repeats(text: string): Matcher {
  return (start) => {
    const found = lengths(0, start - 1).map((from) => commonLength(text, from, start));
    return lengths(3, Math.max(0, ...found)).map((length) => ({
      length,
      bits: PATTERN_BITS + Math.log2(start + 1) + Math.log2(length),
    }));
  };
}

function commonLength(text: string, first: number, second: number): number {
  let length = 0;
  while (second + length < text.length && text[first + length] === text[second + length]) length++;
  return length;
}
