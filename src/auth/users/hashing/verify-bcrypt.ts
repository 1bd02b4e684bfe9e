import { createHash } from 'node:crypto';
import { verify } from '@node-rs/bcrypt';
import type { BcryptHash } from '../../domain/password-hash/bcrypt-format.js';

/**
 * Compares in libuv's thread pool. Like every bcrypt, it reads the first 72 bytes of a password.
 * `bcrypt_sha256` of Django reads all: it hashes the digest in hexadecimal digits.
 */
export async function verifyBcrypt(
  { prefix, crypt }: BcryptHash,
  password: string,
): Promise<boolean> {
  if (prefix === 'bcrypt_sha256$') {
    return verify(createHash('sha256').update(password).digest('hex'), crypt);
  }
  const matches = await verify(password, crypt);
  // In C, a string ends at a NUL. The library continues, and bcrypt repeats short keys, so a password
  // with a NUL can equal another one. Python and PHP reject it.
  return matches && !password.includes('\0');
}
