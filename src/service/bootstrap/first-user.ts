import { randomBytes } from 'node:crypto';
import { UserConflictError } from '../../auth/domain/user-directory.js';
import type { UserRequest, UserService } from '../../auth/users/user.service.js';

/** `keyturn doctor` checks this user in production. */
export const FIRST_USERNAME = 'admin';

/**
 * Creates a user for trying the service. The terminal shows its password once, and no log contains it.
 *
 * @returns undefined when another process has created the user
 */
export async function createFirstUser(users: UserService): Promise<UserRequest | undefined> {
  const user = { username: FIRST_USERNAME, password: randomBytes(15).toString('base64url') };
  try {
    // 120 random bits meet the rules, which would load the dictionaries at the start.
    await users.create(user, { allowWeakPassword: true });
    return user;
  } catch (error) {
    if (error instanceof UserConflictError) return undefined;
    throw error;
  }
}
