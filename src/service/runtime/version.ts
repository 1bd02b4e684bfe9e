/**
 * Compares versions by their numbers.
 *
 * @param version such as `24.15.0`; a suffix such as `-rc.1` is ignored
 * @param minimum such as `24.15`
 */
export function isAtLeast(version: string, minimum: string): boolean {
  const [numbers, required] = [numbersOf(version), numbersOf(minimum)];
  const differing = required.findIndex((one, index) => (numbers[index] ?? 0) !== one);
  return differing < 0 || (numbers[differing] ?? 0) > required[differing]!;
}

/** Returns the first number of a version. */
export const majorOf = (version: string): number => numbersOf(version)[0] ?? 0;

const numbersOf = (version: string): number[] => version.replace(/-.*/, '').split('.').map(Number);
