import type { LoginCandidate } from '../domain/login-name.js';
import type { UserProfile } from '../domain/user-directory.js';
import type { User, UserWithPasswordHash } from '../domain/user.js';

/** A row as a driver returns it. SQLite's driver returns a boolean as a number. */
interface UserRow {
  id: string;
  username: string;
  is_active: boolean | number;
  token_version: number;
  /** Selected only by {@link USER_COLUMNS_WITH_PASSWORD_HASH}. */
  password_hash: string;
}

/** Every column that {@link toUser} reads. */
export const USER_COLUMNS = 'id, username, is_active, token_version';

/** Every column that {@link toUserWithPasswordHash} reads. */
export const USER_COLUMNS_WITH_PASSWORD_HASH = `${USER_COLUMNS}, password_hash`;

/** Every column that {@link toProfile} reads. */
export const PROFILE_COLUMNS = `${USER_COLUMNS}, email, created_at, last_login_at, password_changed_at`;

/** Every column that {@link toCandidate} reads. */
export const CANDIDATE_COLUMNS = `${USER_COLUMNS_WITH_PASSWORD_HASH}, username_key, email_key`;

/** PostgreSQL's driver returns a bigint as text. */
interface ProfileRow {
  email: string | null;
  created_at: string | number;
  last_login_at: string | number | null;
  password_changed_at: string | number;
}

export function toProfile(row: unknown): UserProfile {
  const r = row as ProfileRow;
  return {
    ...toUser(row),
    email: r.email,
    createdAt: Number(r.created_at),
    lastLoginAt: r.last_login_at === null ? null : Number(r.last_login_at),
    passwordChangedAt: Number(r.password_changed_at),
  };
}

export function toCandidate(row: unknown): LoginCandidate & { user: UserWithPasswordHash } {
  const { username_key: usernameKey, email_key: emailKey } = row as Record<string, string | null>;
  const user = toUserWithPasswordHash(row);
  return { user, username: user.username, usernameKey: usernameKey!, emailKey: emailKey! };
}

export const toUserWithPasswordHash = (row: unknown): UserWithPasswordHash => ({
  ...toUser(row),
  passwordHash: (row as UserRow).password_hash,
});

export function toUser(row: unknown): User {
  const r = row as Omit<UserRow, 'password_hash'>;
  return {
    id: r.id,
    username: r.username,
    isActive: Boolean(r.is_active),
    tokenVersion: r.token_version,
  };
}
