import type { RawClaims } from './compact-jws.js';
import type { RevocationReason, UserState } from './session.js';

export interface User extends UserState {
  /** Claims `user_id` and `sub`. */
  id: string;
  username: string;
}

/** What a {@link PasswordHasher} has made of the user's password. */
export interface PasswordHolder {
  /** In the format of the {@link PasswordHasher} in use; null: nobody can log in by password. */
  passwordHash: string | null;
}

export type UserWithPassword = User & PasswordHolder;

/** Copies only the members of the type, so that no password hash is passed on. */
export const userOf = ({ id, username, isActive, tokenVersion }: User): User => ({
  id,
  username,
  isActive,
  tokenVersion,
});

/**
 * The users, as far as authentication needs them: what a host replaces to bring its own.
 *
 * - `findByUsername` MUST compare names exactly (no case folding, no Unicode normalisation), or
 *   the host decides otherwise on purpose; it MUST read `tokenVersion` in the same statement as
 *   `passwordHash`: a session that began before a password change is then born dead.
 * - `tokenVersion` MUST start at a random number if a user can get the id of a deleted one, or the
 *   new user takes over the deleted one's sessions. On deletion the application revokes them, too.
 * - `findById` SHOULD return no `passwordHash`. Applications that inject `UserStore` get only the
 *   members of {@link User}. For more, inject the class itself.
 * - Every verb MUST reject with an `AuthError` `temporarily_unavailable` when the store is away.
 *
 * @typeParam U what the host knows of a user beside that
 */
export abstract class UserStore<U extends User = User> {
  abstract findByUsername(username: string): Promise<(U & PasswordHolder) | null>;

  abstract findById(id: string): Promise<U | null>;

  /** What a successful log-in means to the users. @param now epoch milliseconds */
  abstract recordLogin(id: string, now: number): Promise<void>;

  /**
   * What the user's access tokens say beside our own claims, asked anew for each of them: roles
   * that change are in the next token. It is not put into refresh tokens, and MUST NOT name a
   * registered claim (RFC 7519 §4.1) or one of ours, which are left out with a warning.
   */
  claims?(user: U): RawClaims | Promise<RawClaims>;

  /**
   * Ends every session of a user, those that are beginning at this moment too: in ONE transaction
   * raises `tokenVersion` and revokes the sessions. A store that cannot reach the sessions leaves it
   * out; its application MUST then raise `tokenVersion` itself, before it has the sessions revoked.
   */
  endSessions?(id: string, reason: RevocationReason, now: number): Promise<void>;

  /**
   * For users in the same database as the sessions: SQL that is true while the owner of the row
   * `session` (by its `user_id`) is active and has that row's `token_version`. It becomes part of
   * the statement that rotates. A store without it is asked by `findById` just before.
   */
  ownerCondition?(session: string): string;
}
