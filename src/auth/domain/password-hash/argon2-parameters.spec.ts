import { describe, expect, it } from '@jest/globals';
import { isWeaker } from './argon2-parameters.js';
import { readPasswordHash } from './read-password-hash.js';

const base64 = (length: number) => Buffer.alloc(length, 7).toString('base64').replace(/=+$/, '');
const [SALT, DIGEST] = [base64(16), base64(32)];

describe('isWeaker', () => {
  it.each<[string, boolean]>([
    [`$argon2id$v=19$m=19456,t=2,p=1$${SALT}$${DIGEST}`, false],
    [`$argon2id$v=19$m=19456,t=2,p=4$${SALT}$${DIGEST}`, false],
    [`$argon2id$v=19$m=19457,t=2,p=1$${SALT}$${DIGEST}`, false],
    [`$argon2id$v=19$m=19456,t=3,p=1$${SALT}$${DIGEST}`, false],
    [`$argon2id$v=19$m=19455,t=3,p=1$${SALT}$${DIGEST}`, true],
    [`$argon2id$v=19$m=65536,t=1,p=1$${SALT}$${DIGEST}`, true],
    [`$argon2id$v=16$m=19456,t=2,p=1$${SALT}$${DIGEST}`, true],
    [`$argon2i$v=19$m=19456,t=2,p=1$${SALT}$${DIGEST}`, true],
    [`$argon2d$v=19$m=19456,t=2,p=1$${SALT}$${DIGEST}`, true],
    [`argon2$argon2id$v=19$m=102400,t=2,p=8$${SALT}$${DIGEST}`, true],
    [`$argon2id$v=19$m=19456,t=2,p=1$${base64(15)}$${DIGEST}`, true],
    [`$argon2id$v=19$m=19456,t=2,p=1$${SALT}$${base64(31)}`, true],
    [`$2b$14$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy`, true],
    [`pbkdf2_sha256$1000000$salt$${DIGEST}=`, true],
    [`$scrypt$ln=17,r=8,p=1$${SALT}$${DIGEST}`, true],
  ])('returns for %s: %s', (text, expected) => {
    const result = readPasswordHash(text);
    if (result.kind !== 'readable') throw new Error(result.kind);
    expect(isWeaker(result.hash, { memoryKiB: 19_456, passes: 2 })).toBe(expected);
  });
});
