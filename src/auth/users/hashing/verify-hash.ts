import type { PasswordHash } from '../../domain/password-hash/password-hash.js';
import { verifyArgon2 } from './verify-argon2.js';
import { verifyBcrypt } from './verify-bcrypt.js';
import { verifyPbkdf2 } from './verify-pbkdf2.js';
import { verifyScrypt } from './verify-scrypt.js';

/** Compares a password with a hash of any format, off the event loop and in constant time. */
export function verifyHash(hash: PasswordHash, password: string): Promise<boolean> {
  switch (hash.scheme) {
    case 'argon2':
      return verifyArgon2(hash, password);
    case 'bcrypt':
      return verifyBcrypt(hash, password);
    case 'pbkdf2':
      return verifyPbkdf2(hash, password);
    case 'scrypt':
      return verifyScrypt(hash, password);
  }
}
