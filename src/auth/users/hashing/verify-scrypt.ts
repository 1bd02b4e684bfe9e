import { scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { COST_LIMITS } from '../../domain/password-hash/cost-limits.js';
import type { ScryptHash } from '../../domain/password-hash/scrypt-format.js';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** OpenSSL counts a few blocks more than the formula of the RFC. */
const MAX_BYTES = 2 * 1024 * COST_LIMITS.memoryKiB;

/** Compares in libuv's thread pool. */
export async function verifyScrypt(
  { cost, blockSize, parallelization, salt, digest }: ScryptHash,
  password: string,
): Promise<boolean> {
  const options = { cost, blockSize, parallelization, maxmem: MAX_BYTES };
  const derived = await derive(password, salt, digest.length, options);
  return timingSafeEqual(derived, digest);
}
