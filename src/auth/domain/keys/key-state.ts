import type { Algorithm } from './algorithm.js';
import type { RingKey } from './ring-key.js';

/**
 * - `next`: published, and not signing yet.
 * - `current`: signs.
 * - `previous`: verifies the tokens that it has signed.
 * - `expired`: all tokens that it has signed have expired. It no longer verifies.
 */
type KeyState = 'next' | 'current' | 'previous' | 'expired';

/** A key, its state, and the end of its use. */
export interface KeyWithState {
  readonly key: RingKey;
  readonly state: KeyState;
  /** When the next key begins to sign, in epoch milliseconds. Undefined: no time is known. */
  readonly signsUntil: number | undefined;
  /** When the key is no longer accepted, in epoch milliseconds. Undefined: no time is known. */
  readonly verifiesUntil: number | undefined;
}

/**
 * Returns how long a key verifies after its last signature. A refresh token is the token that lasts
 * longest, and another instance may sign a little later.
 */
export const retentionMsOf = (settings: {
  refreshTokenSeconds: number;
  clockToleranceMs: number;
}): number => settings.refreshTokenSeconds * 1000 + settings.clockToleranceMs;

/**
 * Returns the state of each key of a ring. It depends only on the start of each key and on the time,
 * so that all instances change to the next key together.
 *
 * Keys of another algorithm than the signing one are `previous` without an end: the time at which
 * they signed last is unknown.
 *
 * @param algorithm of new tokens
 * @param now epoch milliseconds
 * @param retentionMs as `retentionMsOf` returns it
 * @returns in the order of their starts
 */
export function statesOf(
  keys: readonly RingKey[],
  algorithm: Algorithm,
  now: number,
  retentionMs: number,
): KeyWithState[] {
  const sorted = keys.toSorted((one, other) => one.startsAt - other.startsAt);
  const signing = sorted.filter((key) => key.algorithm === algorithm);
  return sorted.map((key) => {
    const index = signing.indexOf(key);
    if (index < 0)
      return { key, state: 'previous', signsUntil: undefined, verifiesUntil: undefined };
    const signsUntil = signing[index + 1]?.startsAt;
    const verifiesUntil = signsUntil === undefined ? undefined : signsUntil + retentionMs;
    return {
      key,
      state: stateAt(now, key.startsAt, signsUntil, verifiesUntil),
      signsUntil,
      verifiesUntil,
    };
  });
}

function stateAt(
  now: number,
  startsAt: number,
  signsUntil = Infinity,
  verifiesUntil = Infinity,
): KeyState {
  if (now < startsAt) return 'next';
  if (now < signsUntil) return 'current';
  return now < verifiesUntil ? 'previous' : 'expired';
}
