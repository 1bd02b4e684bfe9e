import type { RawClaims } from './compact-jws.js';
import type { RevocationReason } from './session.js';
import type { User, UserWithPasswordHash } from './user.js';

/**
 * The users, as authentication needs them. An application replaces it to use its own users.
 *
 * - `findByUsername` MUST compare names exactly (no case folding, no Unicode normalization), unless
 *   the application chooses another comparison on purpose. It MUST read `tokenVersion` in the same
 *   statement as `passwordHash`, so that a log-in in flight during a password change starts no
 *   active session.
 * - `tokenVersion` MUST start at a random number if a user can get the ID of a deleted user. Otherwise
 *   the new user takes over the sessions of the deleted one. The application MUST also revoke the
 *   sessions of a user that it deletes.
 * - `findById` SHOULD return no `passwordHash`. Applications that inject `UserStore` get only the
 *   members of {@link User}. For more, inject the class itself.
 * - Every method MUST reject with an `AuthError` `temporarily_unavailable` while the store is
 *   unavailable.
 *
 * @typeParam U the application's user, which may have more members
 */
export abstract class UserStore<U extends User = User> {
  /**
   * Returns the user whom this name means in a log-in, or null. The result has the password hash.
   *
   * @param username as the client sent it. A store that also finds email addresses MUST return a user
   *   only if no other user has this text as name or email address, or the user whose name it is.
   */
  abstract findByUsername(username: string): Promise<UserWithPasswordHash<U> | null>;

  /** Returns the user with this ID. Returns null if there is none, or if the text is not an ID. */
  abstract findById(id: string): Promise<U | null>;

  /**
   * Records a successful log-in. It is not called if the store has a `recordLoginStatement` and the
   * sessions are in a TypeORM data source.
   *
   * @param now epoch milliseconds
   */
  abstract recordLogin(id: string, now: number): Promise<void>;

  /**
   * Returns further claims for the user's access tokens, such as roles. It is called for each new
   * access token, so that a change is in the next one. Refresh tokens do not contain these claims.
   * It MUST NOT return registered claims (RFC 7519 §4.1) or claims that Keyturn sets: they are left
   * out, and a warning is logged.
   */
  claims?(user: U): RawClaims | Promise<RawClaims>;

  /**
   * Revokes every session of a user, also those of log-ins in flight: in ONE transaction, increments
   * `tokenVersion` and revokes the sessions. Leave it out if the sessions are in another database.
   * The application MUST then increment `tokenVersion` itself, before it revokes the sessions.
   */
  revokeSessions?(id: string, reason: RevocationReason, now: number): Promise<void>;

  /**
   * Returns when an operator last unlocked the log-in of a user, whose failed log-ins then no longer
   * count. Leave it out if the application calls `LoginThrottle.unlock` instead.
   *
   * @returns epoch milliseconds on the clock of this process; null if never, or for an unknown ID
   */
  loginUnlockedAt?(id: string): Promise<number | null>;

  /**
   * Replaces a password hash by a stronger one of the same password, in ONE statement that changes
   * nothing unless `oldHash` is still the user's hash: `UPDATE … WHERE id = :id AND password_hash =
   * :oldHash`. It MUST NOT change `tokenVersion`, because sessions continue. Without it, hashes are
   * never upgraded.
   *
   * @returns whether the hash was replaced
   */
  replacePasswordHash?(id: string, oldHash: string, newHash: string): Promise<boolean>;

  /**
   * Returns the password hashes of all users, in pages of about 1,000 and in any order. The module
   * counts their formats and costs at the start and every ten minutes, so that log-ins with unknown
   * names take as long as those of users. It keeps no hash, and an
   * injected `UserStore` does not have the method. Without it, unknown names take as long as
   * a new hash: users with other hashes can then be recognized by time.
   */
  passwordHashes?(): AsyncIterable<readonly (string | null)[]>;

  /**
   * For users in the same database as the sessions: returns SQL that is true while the owner of the
   * row `session` (by its `user_id`) is active and has that row's `token_version`. The statement that
   * rotates contains it. Without it, the module calls `findById` just before that statement.
   */
  ownerCondition?(session: string): string;

  /**
   * For users in the same database as the sessions: returns the SQL `UPDATE` that records a log-in,
   * with the parameters `:userId` (text) and `:now` (epoch milliseconds). The transaction that stores
   * the session contains it. Without it, the module calls `recordLogin` just before.
   *
   * @example
   * ```ts
   * return 'UPDATE customer SET last_login = :now WHERE id = CAST(:userId AS integer)';
   * ```
   */
  recordLoginStatement?(): string;
}
