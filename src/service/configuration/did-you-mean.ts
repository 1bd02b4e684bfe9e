/** Shorter names resemble variables of other programs, such as `HOSTS`, `PORTS` and `SPORT`. */
const MIN_LENGTH = 8;

/** Minimum length at which two edits are still unambiguous. */
const MIN_LENGTH_FOR_TWO_EDITS = 12;

/**
 * Finds the known name that a mistyped name stands for.
 *
 * @param name of a variable that is set
 * @param knownNames names of all variables that Keyturn reads
 * @returns undefined when the name is known, or resembles no known name
 */
export function didYouMean(name: string, knownNames: readonly string[]): string | undefined {
  if (knownNames.includes(name)) return undefined;
  const given = name.toUpperCase();
  return knownNames.find((known) => isSimilar(given, known, maxEdits(known)));
}

/** The distance is at least the difference of the lengths, which is computed faster. */
const isSimilar = (a: string, b: string, edits: number): boolean =>
  Math.abs(a.length - b.length) <= edits && editDistance(a, b) <= edits;

function maxEdits({ length }: string): number {
  if (length < MIN_LENGTH) return -1;
  return length < MIN_LENGTH_FOR_TWO_EDITS ? 1 : 2;
}

/**
 * Returns the optimal string alignment distance of two words: the number of inserted, deleted,
 * replaced, or swapped adjacent letters.
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
