import { randomUUID } from 'node:crypto';
import { hash } from '@node-rs/argon2';

/**
 * The users of the clients. They are inserted directly into the tables.
 *
 * @typedef {{ id: string, username: string, passwordHash: string, createdAt: number }} User
 */

/** Parameters of argon2id (OWASP). They must match `Argon2PasswordHasher`. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const PASSWORD = 'violet kettle harbor';

export const hashPassword = () => hash(PASSWORD, PARAMETERS);

/** @param {number} number */
export const usernameOf = (number) => `client-${number}`;

/**
 * @param {number} count
 * @returns {Promise<User[]>} users that share one password hash, which is faster to create
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
