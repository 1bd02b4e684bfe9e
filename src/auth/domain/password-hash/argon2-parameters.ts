import type { PasswordHash } from './password-hash.js';

/** The parameters of new hashes: argon2id, version 19, one lane, 16 bytes of salt, 32 of digest. */
export interface Argon2Parameters {
  readonly memoryKiB: number;
  readonly passes: number;
}

/**
 * The minimum of OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
 */
export const MIN_ARGON2_PARAMETERS: Argon2Parameters = { memoryKiB: 19 * 1024, passes: 2 };

const SALT_BYTES = 16;
const DIGEST_BYTES = 32;

/**
 * Checks whether a hash is weaker than a new one, or of another format. A hash with more memory or
 * more passes than required, and not less of either, is kept.
 */
export function isWeaker(hash: PasswordHash, { memoryKiB, passes }: Argon2Parameters): boolean {
  if (hash.scheme !== 'argon2' || hash.prefix !== '') return true;
  if (hash.variant !== 'argon2id' || hash.version !== 19) return true;
  if (hash.salt.length < SALT_BYTES || hash.digest.length < DIGEST_BYTES) return true;
  return hash.memoryKiB < memoryKiB || hash.passes < passes;
}
