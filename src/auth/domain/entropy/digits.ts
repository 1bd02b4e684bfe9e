import { lengths, type Matcher, PATTERN_BITS } from './match.js';

const DIGIT_BITS = Math.log2(10);

/** From 1900 to 2099. */
const YEAR = /(19|20)\d\d/y;

const DIGITS = /\d*/y;

/** Matches runs of digits among other characters, and years. */
export function digits(text: string): Matcher {
  return (start) => {
    const run = lengthAt(start, DIGITS, text);
    const runs = lengths(3, run).map((length) => ({
      length,
      bits: PATTERN_BITS + DIGIT_BITS * length,
    }));
    return [...runs, ...lengths(4, lengthAt(start, YEAR, text)).map(yearOf)];
  };
}

const yearOf = (length: number) => ({ length, bits: 2 * DIGIT_BITS });

function lengthAt(start: number, pattern: RegExp, text: string): number {
  pattern.lastIndex = start;
  return pattern.exec(text)?.[0].length ?? 0;
}
