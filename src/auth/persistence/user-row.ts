import type { User, UserWithPassword } from '../domain/user.store.js';

/** A row as a driver returns it. SQLite's driver returns a boolean as a number. */
interface UserRow {
  id: string;
  username: string;
  is_active: boolean | number;
  token_version: number;
}

interface UserRowWithPassword extends UserRow {
  password_hash: string;
}

/** Every column that {@link toUser} reads. */
export const USER_COLUMNS = 'id, username, is_active, token_version';

/** Every column that {@link toUserWithPassword} reads. */
export const USER_COLUMNS_WITH_PASSWORD = `${USER_COLUMNS}, password_hash`;

export const toUserWithPassword = (row: unknown): UserWithPassword => ({
  ...toUser(row),
  passwordHash: (row as UserRowWithPassword).password_hash,
});

export function toUser(row: unknown): User {
  const r = row as UserRow;
  return {
    id: r.id,
    username: r.username,
    isActive: Boolean(r.is_active),
    tokenVersion: r.token_version,
  };
}
