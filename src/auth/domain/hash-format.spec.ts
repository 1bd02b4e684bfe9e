import { expect, it } from '@jest/globals';
import { isKnownHashFormat } from './hash-format.js';

it.each([
  ['$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA', true],
  ['argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdHNhbHQ$aGFzaA', true],
  ['pbkdf2_sha256$260000$salt$aGFzaA==', true],
  ['bcrypt_sha256$$2b$12$abc', true],
  ['$2b$12$abc', true],
  ['scrypt$16384$salt$8$1$aGFzaA==', true],
  ['md5$salt$0cc175b9c0f1b6a831c399e269772661', false],
  ['!unusable', false],
  ['', false],
])('isKnownHashFormat(%j) returns %s', (hash, expected) => {
  expect(isKnownHashFormat(hash)).toBe(expected);
});
