import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { AuthError } from '../domain/auth-error.js';
import { isIntact } from '../domain/text.js';
import { PasswordHasher } from '../domain/password-hasher.js';

/**
 * Argon2id with the parameters of OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one
 * lane.
 */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const DAMAGED = 'The password contains characters that were not decoded correctly.';

/** Hashes in libuv's thread pool, off the event loop. */
@Injectable()
export class Argon2PasswordHasher extends PasswordHasher {
  /**
   * @throws {AuthError} `invalid_request` for damaged text, which differs from the typed password
   */
  async hash(password: string): Promise<string> {
    if (!isIntact(password)) throw new AuthError('invalid_request', { message: DAMAGED });
    return hash(password, PARAMETERS);
  }

  /** @returns false for damaged text, because different texts can have the same UTF-8 bytes */
  async verify(stored: string, password: string): Promise<boolean> {
    if (!isIntact(password)) return false;
    return verify(stored, password).catch(() => false);
  }
}
