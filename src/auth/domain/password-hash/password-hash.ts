import { type Argon2Hash, formatZeroArgon2 } from './argon2-format.js';
import { type BcryptHash, formatZeroBcrypt } from './bcrypt-format.js';
import { formatZeroPbkdf2, type Pbkdf2Hash } from './pbkdf2-format.js';
import { formatZeroScrypt, type ScryptHash } from './scrypt-format.js';

/** A password hash of a format that can be verified. */
export type PasswordHash = Argon2Hash | BcryptHash | Pbkdf2Hash | ScryptHash;

/**
 * Returns a hash of the same cost whose salt and digest are zero. No password is known for it. It is
 * the same text for all hashes of one format and cost.
 */
export function zeroHashOf(hash: PasswordHash): string {
  switch (hash.scheme) {
    case 'argon2':
      return formatZeroArgon2(hash);
    case 'bcrypt':
      return formatZeroBcrypt(hash);
    case 'pbkdf2':
      return formatZeroPbkdf2(hash);
    case 'scrypt':
      return formatZeroScrypt(hash);
  }
}
