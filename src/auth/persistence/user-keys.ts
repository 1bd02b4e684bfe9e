import { QueryFailedError } from 'typeorm';
import { areNamesCaseless, isEmailForLogin, type LoginRules } from '../domain/login-name.js';
import { UserConflictError } from '../domain/user-directory.js';
import { caselessKeyOf } from '../domain/username.js';
import { EMAIL_KEY_INDEX, USERNAME_INDEX, USERNAME_KEY_INDEX } from './user.entity.js';

/** Returns the columns by which a name is compared without case. */
export const nameKeysOf = (username: string, rules: LoginRules) => ({
  usernameKey: caselessKeyOf(username),
  usernameIsUnique: areNamesCaseless(rules) || null,
});

/** Returns the columns by which an email address is compared without case. */
export const emailKeysOf = (email: string | null, rules: LoginRules) => ({
  emailKey: email === null ? null : caselessKeyOf(email),
  emailIsUnique: isEmailForLogin(rules) || null,
});

/** PostgreSQL reports the name of the index, and SQLite the columns: `keyturn_user.username`. */
const FIELDS = [
  ['username', new RegExp(`"(${USERNAME_INDEX}|${USERNAME_KEY_INDEX})"|\\.username(_key)?\\b`)],
  ['email', new RegExp(`"${EMAIL_KEY_INDEX}"|\\.email_key\\b`)],
] as const;

const DUPLICATE = ['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY', '23505'];

/** Returns the conflict that a driver's error reports, or undefined for any other error. */
export function conflictOf(error: unknown): UserConflictError | undefined {
  const fault: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const { code, message } = fault as { code?: unknown; message: string };
  if (typeof code !== 'string' || !DUPLICATE.includes(code)) return undefined;
  const field = FIELDS.find(([, pattern]) => pattern.test(message))?.[0];
  return new UserConflictError(field ?? 'id');
}
