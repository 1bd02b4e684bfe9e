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
