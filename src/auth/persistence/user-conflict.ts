import { QueryFailedError } from 'typeorm';
import { UserConflictError } from '../domain/user-directory.js';
import { EMAIL_KEY_INDEX, USERNAME_INDEX, USERNAME_KEY_INDEX } from './user.entity.js';

/** PostgreSQL reports the name of the index, and SQLite the columns: `keyturn_user.username`. */
const FIELDS = [
  ['username', new RegExp(`"(${USERNAME_INDEX}|${USERNAME_KEY_INDEX})"|\\.username(_key)?\\b`)],
  ['email', new RegExp(`"${EMAIL_KEY_INDEX}"|\\.email_key\\b`)],
] as const;

const DUPLICATE = ['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY', '23505'];

/** Throws the conflict that a driver's error reports, or any other error itself. @throws {UserConflictError} */
export function rethrowAsConflict(error: unknown): never {
  throw conflictOf(error) ?? error;
}

/** Returns the conflict that a driver's error reports, or undefined for any other error. */
export function conflictOf(error: unknown): UserConflictError | undefined {
  const fault: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const { code, message } = fault as { code?: unknown; message: string };
  if (typeof code !== 'string' || !DUPLICATE.includes(code)) return undefined;
  const field = FIELDS.find(([, pattern]) => pattern.test(message))?.[0];
  return new UserConflictError(field ?? 'id');
}
