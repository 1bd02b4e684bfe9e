import { lengths, type Match, type Matcher, PATTERN_BITS } from './match.js';

/** A character as a point; undefined if it has no position. */
type Point = readonly [x: number, y: number] | undefined;

/** A text as points, and the maximum distance between neighbors. */
interface Points {
  at: readonly Point[];
  maxStep: number;
  stepBits: number;
}

const MAX_PERIOD = 4;

/**
 * Matches sequences with equal steps: `abc`, `13579`, `a1b2c3`, `aabbcc`, and on a keyboard
 * `qwerty` and `1qaz2wsx`. The first period and the steps between its characters describe a
 * sequence.
 *
 * @param symbolBits bits of one character
 */
export const progressions =
  (points: Points, symbolBits: number): Matcher =>
  (start) =>
    lengths(1, MAX_PERIOD).flatMap((period) => ofPeriod(points, start, period, symbolBits));

function ofPeriod(points: Points, start: number, period: number, symbolBits: number): Match[] {
  const bits = PATTERN_BITS + period * (symbolBits + points.stepBits);
  return lengths(2 * period + 1, endOf(points, start, period) - start).map((length) => ({
    length,
    bits: bits + Math.log2(length),
  }));
}

function endOf(points: Points, start: number, period: number): number {
  let end = start + 2 * period;
  while (continuesAt(points, end, period)) end++;
  return end;
}

function continuesAt({ at, maxStep }: Points, end: number, period: number): boolean {
  const [a, b, c] = [at[end - 2 * period], at[end - period], at[end]];
  if (a === undefined || b === undefined || c === undefined) return false;
  const [dx, dy] = [c[0] - b[0], c[1] - b[1]];
  const isSame = b[0] - a[0] === dx && b[1] - a[1] === dy;
  return isSame && Math.max(Math.abs(dx), Math.abs(dy)) <= maxStep;
}

/** The position of a character is its code. Neighbors are at most two apart. */
export const codes = (text: string): Points => ({
  at: text.split('').map((character) => [character.charCodeAt(0), 0]),
  maxStep: 2,
  stepBits: Math.log2(5),
});

/** The position of a byte is its value. Any distance is a step. */
export const byteValues = (latin1: string): Points => ({
  at: latin1.split('').map((character) => [character.charCodeAt(0), 0]),
  maxStep: 255,
  stepBits: 9,
});

/** The position of a character is its key. Neighbors are adjacent keys. */
export const keys = (text: string): Points => ({
  at: text.split('').map((character) => KEYS.get(character)),
  maxStep: 1,
  stepBits: Math.log2(9),
});

/** The rows of a keyboard, without and with shift. */
const ROWS: readonly (readonly string[])[] = [
  ['1234567890-=', 'qwertyuiop[]', "asdfghjkl;'", 'zxcvbnm,./'],
  ['!@#$%^&*()_+', 'qwertyuiop{}', 'asdfghjkl:"', 'zxcvbnm<>?'],
];

const KEYS: ReadonlyMap<string, Point> = new Map(
  ROWS.flatMap((rows) =>
    rows.flatMap((row, y) => row.split('').map((key, x): [string, Point] => [key, [x, y]])),
  ),
);
