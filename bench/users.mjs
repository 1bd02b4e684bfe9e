import { randomUUID } from 'node:crypto';
import { hash } from '@node-rs/argon2';

/**
 * The users that the clients log in as. The servers find them in their tables.
 *
 * @typedef {{ id: string, username: string, passwordHash: string, createdAt: number }} User
 */

/** argon2id as Keyturn hashes (OWASP): to be changed where `Argon2PasswordHasher` is changed. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const PASSWORD = 'correct horse battery staple';

export const hashPassword = () => hash(PASSWORD, PARAMETERS);

/** @param {number} number */
export const usernameOf = (number) => `client-${number}`;

/**
 * @param {number} count
 * @returns {Promise<User[]>} all with one hash: making one for each would take longer than it helps
 */
export async function makeUsers(count) {
  const passwordHash = await hashPassword();
  return Array.from({ length: count }, (_, number) => ({
    id: randomUUID(),
    username: usernameOf(number),
    passwordHash,
    createdAt: Date.now(),
  }));
}
