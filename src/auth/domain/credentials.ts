import { type User, userOf, type UserWithPasswordHash } from './user.js';
import { InvalidFieldsError } from './auth-error.js';
import { validateStringField } from './string-field.js';

/**
 * Why credentials were rejected. For events only: no response shows it.
 *
 * - `wrong_password`: the password is wrong, or the user has none
 * - `inactive_user`: the password was correct
 */
export type CredentialsRefusal = 'unknown_user' | 'wrong_password' | 'inactive_user';

export type CredentialsResult =
  { kind: 'accepted'; user: User } | { kind: CredentialsRefusal; userId: string | null };

/**
 * Classifies a log-in attempt after its password was verified.
 *
 * @param user the user with the sent name; null if there is none
 * @param matches whether the password matches the hash that was compared, which is a dummy hash for
 *   a user that is missing or has no password
 */
export function classifyCredentials(
  user: UserWithPasswordHash | null,
  matches: boolean,
): CredentialsResult {
  if (user === null) return { kind: 'unknown_user', userId: null };
  const { id: userId, isActive } = user;
  if (!matches || passwordHashOf(user) === null) return { kind: 'wrong_password', userId };
  return isActive ? { kind: 'accepted', user: userOf(user) } : { kind: 'inactive_user', userId };
}

/**
 * Returns the hash that a password is compared with.
 *
 * @returns null for a user without a password; also where an application's own store returns
 *   undefined or an empty text for that, as drivers and projections do
 */
export const passwordHashOf = ({ passwordHash }: UserWithPasswordHash): string | null =>
  typeof passwordHash === 'string' && passwordHash !== '' ? passwordHash : null;

/** A user name and a password that a client sent. */
export interface SentCredentials {
  username: string;
  password: string;
}

/**
 * Validates the credentials of a client, even if an application has not validated them.
 *
 * @throws {InvalidFieldsError} if a field cannot be a user name or a password
 */
export function readCredentials(sent: SentCredentials): SentCredentials {
  const username = validateStringField(sent.username, true);
  const password = validateStringField(sent.password, false);
  if (username.kind === 'accepted' && password.kind === 'accepted') {
    return { username: username.value, password: password.value };
  }
  throw new InvalidFieldsError({
    ...(username.kind === 'refused' && { username: username.messages }),
    ...(password.kind === 'refused' && { password: password.messages }),
  });
}
