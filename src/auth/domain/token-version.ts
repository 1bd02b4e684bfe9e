import { randomInt } from 'node:crypto';

/** A 31-bit number with room for a million increments: the column is a signed 32-bit integer. */
const INITIAL_VERSIONS = 2 ** 31 - 2 ** 20;

/**
 * Returns the first `tokenVersion` of a new user. It is random, so that a user who is created under
 * the ID of a deleted one shares no session with that one (docs/rotation.md, Deleted users).
 */
export const initialTokenVersion = (): number => randomInt(INITIAL_VERSIONS);
