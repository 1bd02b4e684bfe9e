import type { UserWithPassword } from '../domain/user.store.js';

/** A row as either driver hands it over: SQLite's booleans are numbers. */
interface UserRow {
  id: string;
  username: string;
  password_hash: string;
  is_active: boolean | number;
  token_version: number;
}

/** Every column that {@link toUser} reads. */
export const USER_COLUMNS = 'id, username, password_hash, is_active, token_version';

export function toUser(row: unknown): UserWithPassword {
  const r = row as UserRow;
  return {
    id: r.id,
    username: r.username,
    passwordHash: r.password_hash,
    isActive: Boolean(r.is_active),
    tokenVersion: r.token_version,
  };
}
