import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Pbkdf2Hash } from '../../domain/password-hash/pbkdf2-format.js';

const derive = promisify(pbkdf2);

/** Compares in libuv's thread pool. */
export async function verifyPbkdf2(
  { algorithm, iterations, salt, digest }: Pbkdf2Hash,
  password: string,
): Promise<boolean> {
  const derived = await derive(password, salt, iterations, digest.length, algorithm);
  return timingSafeEqual(derived, digest);
}
