import { createHash, randomBytes } from 'node:crypto';
import { PasswordHasher } from '../auth/domain/password-hasher.js';

/** A fast hasher for tests only. An attacker could try billions of passwords per second. */
export class TestPasswordHasher extends PasswordHasher {
  hash(password: string): Promise<string> {
    return Promise.resolve(digest(randomBytes(8).toString('hex'), password));
  }

  verify(hash: string, password: string): Promise<boolean> {
    const [, salt = ''] = hash.split(':');
    return Promise.resolve(hash === digest(salt, password));
  }
}

const digest = (salt: string, password: string): string =>
  `test:${salt}:${createHash('sha256').update(salt).update(password).digest('hex')}`;
