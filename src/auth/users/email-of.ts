import type { User } from '../domain/user.js';
import type { UserDirectory } from '../domain/user-directory.js';

/**
 * Returns the email address of a user.
 *
 * @returns null for a user without one, and for one who was renamed or deleted since `user` was read:
 *   another user may have the name now
 */
export async function emailOf(
  users: Pick<UserDirectory, 'findByName'>,
  { id, username }: User,
): Promise<string | null> {
  const found = await users.findByName(username);
  return found?.id === id ? found.email : null;
}
