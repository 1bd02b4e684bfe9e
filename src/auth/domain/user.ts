import { randomInt } from 'node:crypto';

/** A user, as far as authentication needs one. */
export interface User {
  /** Claims `user_id` and `sub`. */
  id: string;
  /** The unique name to log in with. */
  username: string;
  /** Whether the user may log in and use tokens. */
  isActive: boolean;
  /**
   * Incremented to revoke all sessions of the user. A session that began with another version is
   * revoked.
   */
  tokenVersion: number;
}

/**
 * A user with a password hash, as `findByUsername` returns it.
 *
 * @typeParam U the user without the hash
 */
export type UserWithPasswordHash<U extends User = User> = U & {
  /** In the format of the {@link PasswordHasher}; null: the user cannot log in with a password. */
  passwordHash: string | null;
};

/** Copies only the members of the type, so that no password hash is passed on. */
export const userOf = ({ id, username, isActive, tokenVersion }: User): User => ({
  id,
  username,
  isActive,
  tokenVersion,
});

/** A 31-bit number with room for a million increments: the column is a signed 32-bit integer. */
const INITIAL_VERSIONS = 2 ** 31 - 2 ** 20;

/**
 * Returns the first `tokenVersion` of a new user. It is random, so that a user who is created under
 * the ID of a deleted one shares no session with that one (docs/rotation.md, Deleted users).
 */
export const initialTokenVersion = (): number => randomInt(INITIAL_VERSIONS);
