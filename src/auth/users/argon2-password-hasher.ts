import { hash } from '@node-rs/argon2';
import { AuthError } from '../domain/auth-error.js';
import {
  type Argon2Parameters,
  isWeaker,
  MIN_ARGON2_PARAMETERS,
} from '../domain/password-hash/argon2-parameters.js';
import { type PasswordHash, zeroHashOf } from '../domain/password-hash/password-hash.js';
import { readPasswordHash } from '../domain/password-hash/read-password-hash.js';
import { isIntact } from '../domain/text.js';
import { normalizePassword, passwordForms } from '../domain/normalize-password.js';
import { PasswordHasher } from '../domain/password-hasher.js';
import { verifyHash } from './hashing/verify-hash.js';

const DAMAGED = 'The password contains characters that were not decoded correctly.';

/**
 * Hashes with argon2id, and verifies hashes of other programs too, in libuv's thread pool, off the
 * event loop. Passwords are normalized to NFKC. A hash of argon2id may come from a program that does
 * not normalize, so the password as it was sent is compared, too.
 */
export class Argon2PasswordHasher extends PasswordHasher {
  /**
   * @param parameters of new hashes
   * @param maxMemoryKiB the memory that verifying one hash may take on this machine
   */
  constructor(
    private readonly parameters: Argon2Parameters = MIN_ARGON2_PARAMETERS,
    private readonly maxMemoryKiB?: number,
  ) {
    super();
  }

  /**
   * @throws {AuthError} `invalid_request` for damaged text, which differs from the typed password
   */
  async hash(password: string): Promise<string> {
    if (!isIntact(password)) throw new AuthError('invalid_request', { message: DAMAGED });
    const { memoryKiB: memoryCost, passes: timeCost } = this.parameters;
    const parameters = { memoryCost, timeCost, parallelism: 1 };
    return hash(normalizePassword(password), parameters);
  }

  /** @returns false for damaged text, because different texts can have the same UTF-8 bytes */
  async verify(stored: string, password: string): Promise<boolean> {
    const read = this.read(stored);
    if (read === undefined || !isIntact(password)) return false;
    for (const form of isOwn(read) ? passwordForms(password) : [password]) {
      if (await verifyHash(read, form).catch(() => false)) return true;
    }
    return false;
  }

  override needsRehash(stored: string, password: string): boolean {
    const read = this.read(stored);
    return read !== undefined && !ignoresEnd(read, password) && isWeaker(read, this.parameters);
  }

  override dummyFor(stored: string): string | null {
    const read = this.read(stored);
    return read === undefined ? null : zeroHashOf(read);
  }

  private read(stored: string): PasswordHash | undefined {
    const result = readPasswordHash(stored, this.maxMemoryKiB);
    return result.kind === 'readable' ? result.hash : undefined;
  }
}

/** bcrypt reads the first bytes only, so any other end matches too. */
const MAX_BCRYPT_BYTES = 72;

const ignoresEnd = (hash: PasswordHash, password: string): boolean =>
  hash.scheme === 'bcrypt' &&
  hash.prefix !== 'bcrypt_sha256$' &&
  Buffer.byteLength(password) > MAX_BCRYPT_BYTES;

const isOwn = (hash: PasswordHash): boolean =>
  hash.scheme === 'argon2' && hash.prefix === '' && hash.variant === 'argon2id';
