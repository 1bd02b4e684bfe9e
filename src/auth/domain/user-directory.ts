import { OperationalError } from './operational-error.js';
import { type User, userOf, type UserWithPasswordHash } from './user.js';
import { UserStore } from './user.store.js';
import type { UserQuery } from './user-query.js';

/** A user to be stored. Its `tokenVersion` is `initialTokenVersion()`. */
export interface NewUser extends Omit<User, 'id'> {
  /** @default a new UUIDv7 */
  id?: string | undefined;
  /** The email address. Keyturn uses it only to log in, if `loginFields` contains it. */
  email?: string | undefined;
  /** In the format of the `PasswordHasher` in use. */
  passwordHash: string;
}

/** A user of the module, without the password hash. */
export interface UserProfile extends User {
  /** The email address; null without one. */
  email: string | null;
  /** Epoch milliseconds, like the other times. */
  createdAt: number;
  /** The last log-in; null before the first. */
  lastLoginAt: number | null;
  /** The last change of the password. */
  passwordChangedAt: number;
}

/** Copies only the members of the type, so that no password hash is passed on. */
export const profileOf = (profile: UserProfile): UserProfile => ({
  ...userOf(profile),
  email: profile.email,
  createdAt: profile.createdAt,
  lastLoginAt: profile.lastLoginAt,
  passwordChangedAt: profile.passwordChangedAt,
});

/** Another user has this `field` already. */
export class UserConflictError extends OperationalError {
  /** Always `UserConflictError`. */
  override readonly name = 'UserConflictError';

  /** @param field the member that conflicts with another user */
  constructor(
    readonly field: 'id' | 'username' | 'email',
    message = `Another user has this ${field}.`,
  ) {
    super(message);
  }
}

/** A password change by the user, whose current password was verified. */
export interface PasswordChange {
  /** The hash of the new password. */
  passwordHash: string;
  /** That of the user when the current password was verified. */
  tokenVersion: number;
}

/**
 * The module's own users, which can be created and changed.
 *
 * - `changePassword` MUST do the same as `setPassword` if the user is active and still has the given
 *   `tokenVersion`, and nothing otherwise. ONE statement MUST decide, so that one of two changes at the
 *   same time succeeds, and the other does not revoke the session that the first one has started.
 * - `setPassword` and `deactivate` MUST, in ONE transaction, increment `tokenVersion` and revoke every
 *   session of the user, so that a log-in or a refresh in flight starts no active session.
 * - `delete` MUST, in ONE transaction, delete the user and revoke every session of the user.
 */
export abstract class UserDirectory extends UserStore {
  /**
   * Creates a user.
   *
   * @throws {UserConflictError}
   */
  abstract create(user: NewUser, now: number): Promise<UserProfile>;

  /** Checks whether there are no users. */
  abstract isEmpty(): Promise<boolean>;

  /**
   * Returns the user with this name, for administration: the user with exactly this name, or, if names
   * are compared without case, with another spelling of it.
   */
  abstract findByName(username: string): Promise<UserProfile | null>;

  /** Returns the user with this ID and the password hash, to verify the current password. */
  abstract findWithPasswordHash(id: string): Promise<UserWithPasswordHash | null>;

  /** Returns a page of users, sorted by name. */
  abstract list(query?: UserQuery): Promise<UserProfile[]>;

  /**
   * Changes the name. Sessions stay active.
   *
   * @throws {UserConflictError}
   */
  abstract rename(id: string, username: string): Promise<void>;

  /**
   * Changes the email address, or removes it. Sessions stay active.
   *
   * @throws {UserConflictError}
   */
  abstract setEmail(id: string, email: string | null): Promise<void>;

  /** Replaces the password hash, and revokes every session of the user. */
  abstract setPassword(id: string, passwordHash: string, now: number): Promise<void>;

  /**
   * Sets the failed log-ins of the user to zero, within a second. The clock of the process that calls
   * it MUST NOT matter: it can differ from those of the instances.
   */
  abstract unlock(id: string): Promise<void>;

  /**
   * Replaces the password hash and revokes every session of the user, unless the user has changed
   * since the current password was verified.
   *
   * @returns the new `tokenVersion`; null if nothing was changed
   */
  abstract changePassword(id: string, change: PasswordChange, now: number): Promise<number | null>;

  /** Allows the user to log in again. Revoked sessions stay revoked. */
  abstract activate(id: string): Promise<void>;

  /** Prevents log-ins of the user, and revokes every session of the user. */
  abstract deactivate(id: string, now: number): Promise<void>;

  /** Deletes the user, and revokes every session of the user. */
  abstract delete(id: string, now: number): Promise<void>;
}
