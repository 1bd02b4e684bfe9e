import type { RevocationReason, UserState } from './login.js';

export interface User extends UserState {
  /** Claims `user_id` and `sub`. */
  id: string;
  username: string;
}

export interface UserWithPassword extends User {
  /** In the format of the {@link PasswordHasher} in use; null: nobody can log in by password. */
  passwordHash: string | null;
}

/**
 * The users, as far as authentication needs them: what a host replaces to bring its own.
 *
 * - `findByUsername` MUST compare names exactly (no case folding, no Unicode normalisation), or
 *   the host decides otherwise on purpose; it MUST read `tokenVersion` in the same statement as
 *   `passwordHash`: a login that began before a password change is then born dead.
 * - Every verb MUST reject with an `AuthError` `temporarily_unavailable` when the store is away.
 */
export abstract class UserStore {
  abstract findByUsername(username: string): Promise<UserWithPassword | null>;

  abstract findById(id: string): Promise<User | null>;

  /** What a successful login means to the users. @param now epoch milliseconds */
  abstract recordLogin(id: string, now: number): Promise<void>;

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
