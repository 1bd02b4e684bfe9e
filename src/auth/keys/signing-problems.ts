import type { Algorithm } from '../domain/keys/algorithm.js';
import type { RingKey } from '../domain/keys/ring-key.js';

/**
 * Checks that a key can sign at any time from now on.
 *
 * @param now epoch milliseconds
 * @returns the problems, as sentences
 */
export function signingProblems(
  keys: readonly RingKey[],
  algorithm: Algorithm,
  now: number,
): string[] {
  if (algorithm === 'HS256') return [];
  const signing = keys
    .filter((key) => key.algorithm === algorithm)
    .toSorted((one, other) => one.startsAt - other.startsAt);
  const current = signing.findLastIndex(({ startsAt }) => startsAt <= now);
  if (current < 0) {
    return [`No key of ${algorithm} signs now. Make one with: keyturn keys generate`];
  }
  return signing
    .slice(current)
    .filter(({ privateKey }) => privateKey === undefined)
    .map(
      ({ kid }) => `The key ${kid} signs, but it has only its public part. Add the private one.`,
    );
}
