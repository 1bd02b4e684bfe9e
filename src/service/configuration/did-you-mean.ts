/** Shorter names are like too many others: `HOSTS`, `PORTS` and `SPORT` are somebody else's. */
const MIN_LENGTH = 8;

/** From this length on two slips still leave no doubt. */
const LONG = 12;

/**
 * Which of our names somebody may have meant.
 *
 * @param name of a variable that is set
 * @param ours every name that we read
 * @returns undefined when it is one of ours, or like none of them
 */
export function didYouMean(name: string, ours: readonly string[]): string | undefined {
  if (ours.includes(name)) return undefined;
  return ours.find((known) => editDistance(name.toUpperCase(), known) <= allowedSlips(known));
}

function allowedSlips({ length }: string): number {
  if (length < MIN_LENGTH) return -1;
  return length < LONG ? 1 : 2;
}

/**
 * How many slips of the hand lie between two words: a letter too many, too few, another, or two
 * that changed places (the optimal string alignment distance).
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + Number(!isSame),
        isSwapped ? at(beforeLast, column - 2) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, b.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity;
