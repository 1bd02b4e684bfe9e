import { COLUMN_LENGTHS } from '../column-lengths.js';
import { parseArgon2 } from './argon2-format.js';
import { parseBcrypt } from './bcrypt-format.js';
import { problemOfHash } from './cost-limits.js';
import type { PasswordHash } from './password-hash.js';
import { parsePbkdf2 } from './pbkdf2-format.js';
import { parseScrypt } from './scrypt-format.js';

/**
 * The result of reading a stored hash.
 *
 * - `unusable`: the user has no password. Django writes `!` and random characters.
 * - `unreadable`: `problem` is the end of a sentence, and contains no part of the hash but its
 *   parameters.
 */
export type ReadPasswordHash =
  | { readonly kind: 'readable'; readonly hash: PasswordHash }
  | { readonly kind: 'unusable' }
  | { readonly kind: 'unreadable'; readonly problem: string };

/**
 * Reads a stored hash of any supported format.
 *
 * @param maxMemoryKiB the memory that one hash may use on this machine
 */
export function readPasswordHash(text: string, maxMemoryKiB?: number): ReadPasswordHash {
  if (isUnusable(text)) return { kind: 'unusable' };
  const hash = text.length > COLUMN_LENGTHS.passwordHash ? undefined : parse(text);
  if (hash === undefined) return { kind: 'unreadable', problem: 'has an unknown format' };
  const problem = problemOfHash(hash, maxMemoryKiB);
  return problem === undefined ? { kind: 'readable', hash } : { kind: 'unreadable', problem };
}

/** Checks whether a hash is Django's mark of a user without a password, or empty. */
export const isUnusable = (text: string): boolean => text === '' || text.startsWith('!');

const parse = (text: string): PasswordHash | undefined =>
  parseArgon2(text) ?? parseBcrypt(text) ?? parsePbkdf2(text) ?? parseScrypt(text);
