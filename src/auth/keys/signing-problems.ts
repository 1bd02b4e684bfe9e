import type { Algorithm } from '../domain/keys/algorithm.js';
import { type KeyWithState, statesOf } from '../domain/keys/key-state.js';
import type { RingKey } from '../domain/keys/ring-key.js';

const SIGNING: ReadonlySet<KeyWithState['state']> = new Set(['current', 'next']);

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
  const states = statesOf(keys, algorithm, now, 0);
  if (!states.some(({ state }) => state === 'current')) {
    return [`No key of ${algorithm} signs now. Make one with: keyturn keys generate`];
  }
  return states
    .filter(({ key, state }) => SIGNING.has(state) && key.privateKey === undefined)
    .map(
      ({ key }) =>
        `The key ${key.kid} signs, but it has only its public part. Add the private one.`,
    );
}
