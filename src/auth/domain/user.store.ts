import type { RawClaims } from './compact-jws.js';
import type { RevocationReason, UserState } from './login.js';

/** A user, as far as authentication needs one. */
export interface User extends UserState {
  /** Claims `user_id` and `sub`. */
  id: string;
  /** The unique name to log in with. */
  username: string;
}

/** What a {@link PasswordHasher} has made of the user's password. */
export interface PasswordHolder {
  /** In the format of the {@link PasswordHasher} in use; null: nobody can log in by password. */
  passwordHash: string | null;
}

/** A user with a password hash, as `findByUsername` returns it. */
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
 *   `passwordHash`: a login that began before a password change is then born dead.
 * - `tokenVersion` MUST start at a random number if a user can get the id of a deleted one, or the
 *   new user takes over the deleted one's sessions. On deletion the application revokes them, too.
 * - `findById` SHOULD return no `passwordHash`. Applications that inject `UserStore` get only the
 *   members of {@link User}. For more, inject the class itself.
 * - Every verb MUST reject with an `AuthError` `temporarily_unavailable` when the store is away.
 *
 * @typeParam U what the host knows of a user beside that
 */
export abstract class UserStore<U extends User = User> {
  /** Returns the user with this name, or null. The result has the password hash. */
  abstract findByUsername(username: string): Promise<(U & PasswordHolder) | null>;

  /** Returns the user with this id, or null, also for a text that is not an id. */
  abstract findById(id: string): Promise<U | null>;

  /** What a successful login means to the users. @param now epoch milliseconds */
  abstract recordLogin(id: string, now: number): Promise<void>;

  /**
   * What the user's access tokens say beside our own claims, asked anew for each of them: roles
   * that change are in the next token. It is not put into refresh tokens, and MUST NOT name a
   * registered claim (RFC 7519 §4.1) or one of ours, which are left out with a warning.
   */
  claims?(user: U): RawClaims | Promise<RawClaims>;

  /**
   * Ends every login of a user, those that are beginning at this moment too: in ONE transaction
   * raises `tokenVersion` and revokes the logins. A store that cannot reach the logins leaves it
   * out; its application MUST then raise `tokenVersion` itself, before it has the logins revoked.
   */
  endLogins?(id: string, reason: RevocationReason, now: number): Promise<void>;

  /**
   * For users in the same database as the logins: SQL that is true while the owner of the row
   * `login` (by its `user_id`) is active and has that row's `token_version`. It becomes part of
   * the statement that rotates. A store without it is asked by `findById` just before.
   */
  ownerCondition?(login: string): string;
}
