import { type User, userOf, UserStore } from './user.store.js';

export interface NewUser {
  /** @default a new UUIDv7 */
  id?: string | undefined;
  username: string;
  email?: string | undefined;
  passwordHash: string;
  isActive: boolean;
  /** `initialTokenVersion()`. */
  tokenVersion: number;
}

export interface UserProfile extends User {
  email: string | null;
  /** Epoch milliseconds, like the other times. */
  createdAt: number;
  lastLoginAt: number | null;
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
export class UserConflictError extends Error {
  override readonly name = 'UserConflictError';

  constructor(readonly field: 'id' | 'username') {
    super(`Another user has this ${field}.`);
  }
}

/**
 * The module's own users, which can be created and changed.
 *
 * - `setPassword` and `deactivate` MUST, in ONE transaction, increment `tokenVersion` and revoke every
 *   session of the user, so that a log-in or a refresh in flight starts no active session.
 * - `delete` MUST, in ONE transaction, delete the user and revoke every session of the user.
 */
export abstract class UserDirectory extends UserStore {
  /** @throws {UserConflictError} */
  abstract create(user: NewUser, now: number): Promise<UserProfile>;

  /** Checks whether there are no users. */
  abstract isEmpty(): Promise<boolean>;

  /** Returns all users, sorted by name. */
  abstract list(): Promise<UserProfile[]>;

  abstract setPassword(id: string, passwordHash: string, now: number): Promise<void>;

  abstract activate(id: string): Promise<void>;

  abstract deactivate(id: string, now: number): Promise<void>;

  abstract delete(id: string, now: number): Promise<void>;
}
