import { type User, userOf, UserStore } from './user.store.js';

export interface NewUser {
  /** Made by the directory (a UUIDv7) when there is none. */
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
  /** Epoch milliseconds, as every time here. */
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
 * The users of our own, who can be made and changed.
 *
 * `setPassword` and `deactivate` MUST, in ONE transaction, raise `tokenVersion` and revoke every
 * session of the user: a log-in in flight then meets the newer version, a refresh the revoked row.
 * `delete` MUST, in ONE transaction, delete the user and revoke every session of the user.
 */
export abstract class UserDirectory extends UserStore {
  /** @throws {UserConflictError} */
  abstract create(user: NewUser, now: number): Promise<UserProfile>;

  /** Whether there is no user at all. */
  abstract isEmpty(): Promise<boolean>;

  /** All users, by name. */
  abstract list(): Promise<UserProfile[]>;

  abstract setPassword(id: string, passwordHash: string, now: number): Promise<void>;

  abstract activate(id: string): Promise<void>;

  abstract deactivate(id: string, now: number): Promise<void>;

  abstract delete(id: string, now: number): Promise<void>;
}
