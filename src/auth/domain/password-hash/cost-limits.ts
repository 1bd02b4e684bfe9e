import type { Argon2Hash } from './argon2-format.js';
import type { BcryptHash } from './bcrypt-format.js';
import type { PasswordHash } from './password-hash.js';
import type { Pbkdf2Hash } from './pbkdf2-format.js';
import type { ScryptHash } from './scrypt-format.js';

/**
 * The greatest cost of a hash that is verified. Each limit is about a second of one core, measured
 * at 3 GHz, and 256 MiB of memory. Otherwise, one imported row could stall every log-in, or allocate
 * all memory. The defaults of Django, passlib, libsodium (MODERATE), PHP and OWASP are below them.
 */
export const COST_LIMITS = {
  /** Argon2 and scrypt. */
  memoryKiB: 256 * 1024,
  /** Argon2: memory times passes. */
  argon2KiBPasses: 1024 * 1024,
  lanes: 255,
  /** Bcrypt: the base-2 logarithm of its rounds. */
  bcryptCost: 14,
  /** PBKDF2: the iterations, of all blocks of its digest together. */
  pbkdf2Iterations: { sha1: 4_000_000, sha256: 4_000_000, sha512: 1_500_000 },
  /** Scrypt: N times r times p. */
  scryptWork: 2 ** 21,
} as const;

/** A shorter digest has too many passwords, and one of a few bytes would match any log-in soon. */
const MIN_DIGEST_BYTES = 16;
const MAX_DIGEST_BYTES = 64;

/**
 * Checks whether a hash costs too much, or is too short to be safe.
 *
 * @param maxMemoryKiB the memory that one hash may use on this machine
 * @returns the problem as the end of a sentence, without the salt or the digest; undefined if there
 *   is none
 */
export function problemOfHash(
  hash: PasswordHash,
  maxMemoryKiB: number = COST_LIMITS.memoryKiB,
): string | undefined {
  switch (hash.scheme) {
    case 'argon2':
      return problemOfDigest(hash) ?? problemOfArgon2(hash, maxMemoryKiB);
    case 'bcrypt':
      return problemOfBcrypt(hash);
    case 'pbkdf2':
      return problemOfDigest(hash) ?? problemOfPbkdf2(hash);
    case 'scrypt':
      return problemOfDigest(hash) ?? problemOfScrypt(hash, maxMemoryKiB);
  }
}

function problemOfDigest({ digest: { length } }: { digest: Buffer }): string | undefined {
  if (length >= MIN_DIGEST_BYTES && length <= MAX_DIGEST_BYTES) return undefined;
  const allowed = `${MIN_DIGEST_BYTES} to ${MAX_DIGEST_BYTES} are allowed`;
  return `has a digest of ${length} bytes, ${allowed}`;
}

function problemOfArgon2(
  { memoryKiB, passes, lanes }: Argon2Hash,
  maxMemoryKiB: number,
): string | undefined {
  const work = memoryKiB * passes;
  return (
    excess('KiB of memory', memoryKiB, maxMemoryKiB) ??
    excess('KiB times passes', work, COST_LIMITS.argon2KiBPasses) ??
    excess('lanes', lanes, COST_LIMITS.lanes)
  );
}

function problemOfBcrypt({ cost }: BcryptHash): string | undefined {
  if (cost < 4) return `has the cost ${cost}, at least 4 is required`;
  return cost > COST_LIMITS.bcryptCost
    ? `has the cost ${cost}, at most ${COST_LIMITS.bcryptCost} is allowed`
    : undefined;
}

const DIGEST_BYTES = { sha1: 20, sha256: 32, sha512: 64 };

function problemOfPbkdf2({ algorithm, iterations, digest }: Pbkdf2Hash): string | undefined {
  const blocks = Math.ceil(digest.length / DIGEST_BYTES[algorithm]);
  return excess('iterations', iterations * blocks, COST_LIMITS.pbkdf2Iterations[algorithm]);
}

function problemOfScrypt(
  { cost, blockSize, parallelization }: ScryptHash,
  maxMemoryKiB: number,
): string | undefined {
  // RFC 7914 §5 and §6: V has 128 · r · N bytes, and B has 128 · r · p.
  const memoryKiB = (blockSize * (cost + parallelization)) / 8;
  return (
    excess('KiB of memory', memoryKiB, maxMemoryKiB + 1024) ??
    excess('times N·r·p', cost * blockSize * parallelization, COST_LIMITS.scryptWork)
  );
}

const excess = (unit: string, value: number, max: number): string | undefined =>
  value > max ? `needs ${value} ${unit}, at most ${max} are allowed` : undefined;
