import { createHmac, type KeyObject } from 'node:crypto';

/** How many users have hashes of one cost. */
export interface HashCount {
  /** A hash of this cost, which no password matches. */
  readonly dummy: string;
  readonly users: number;
}

/**
 * Chooses the dummy hash for a name without a user: each with the probability that a user has a hash
 * of its cost, and always the same for the same name, key and counts.
 *
 * The choice is weighted rendezvous hashing: when users change from one cost to another, few names
 * change, and nearly all of them to the cost whose share has grown. Users whose hashes are upgraded
 * change in the same way.
 *
 * @returns undefined without counts
 */
export function chooseDummy(
  username: string,
  counts: readonly HashCount[],
  key: KeyObject,
): string | undefined {
  let [best, bestScore] = [undefined as string | undefined, -Infinity];
  for (const { dummy, users } of counts) {
    const score = -users / Math.log(fractionOf(username, dummy, key));
    if (score > bestScore) [best, bestScore] = [dummy, score];
  }
  return best;
}

/** Returns a number between 0 and 1, exclusive, that looks random without the key. */
function fractionOf(username: string, dummy: string, key: KeyObject): number {
  const input = JSON.stringify([dummy, username]);
  const bytes = createHmac('sha256', key).update(input).digest();
  return (bytes.readUIntBE(0, 6) + 0.5) / 2 ** 48;
}
