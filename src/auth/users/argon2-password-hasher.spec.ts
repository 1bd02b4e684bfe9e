import { beforeAll, describe, expect, it } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { Argon2PasswordHasher } from './argon2-password-hasher.js';

describe('Argon2PasswordHasher', () => {
  const hasher = new Argon2PasswordHasher();
  let stored: string;

  beforeAll(async () => void (stored = await hasher.hash('correct horse')));

  it('hashes with argon2id, 19 MiB, two passes, one lane (OWASP) and a new salt', async () => {
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22,}\$[\w+/]{43}$/);
    expect(await hasher.hash('correct horse')).not.toBe(stored);
  });

  it.each([
    ['the password', 'correct horse', true],
    ['another password', 'Correct horse', false],
    ['the password with a space at its end', 'correct horse ', false],
    ['an empty text', '', false],
  ])('compares %s with the stored hash', async (_, password, matches) => {
    expect(await hasher.verify(stored, password)).toBe(matches);
  });

  it.each([
    ['an empty text', ''],
    ['a plain text', 'correct horse'],
    ['a hash of bcrypt', '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'],
    ['a truncated hash of argon2id', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ'],
  ])('returns false when the stored hash is unreadable: %s', async (_, unreadable) => {
    expect(await hasher.verify(unreadable, 'correct horse')).toBe(false);
  });

  it.each(['a\ud800', '\udc00b', 'a\ufffd'])('does not hash damaged text: %j', async (damaged) => {
    await expect(hasher.hash(damaged)).rejects.toMatchObject({
      code: 'invalid_request',
      message: 'The password contains characters that were not decoded correctly.',
    });
  });

  it('does not verify one lone surrogate as another, although UTF-8 encodes both as U+FFFD', async () => {
    const damaged = await hash('a\ufffd');
    for (const other of ['a\ufffd', 'a\ud800', 'a\udfff']) {
      expect(await hasher.verify(damaged, other)).toBe(false);
    }
  });

  it('distinguishes passwords that differ after 72 bytes', async () => {
    const long = 'ë'.repeat(200);
    const hash = await hasher.hash(`${long}1`);
    expect(await hasher.verify(hash, `${long}1`)).toBe(true);
    expect(await hasher.verify(hash, `${long}2`)).toBe(false);
  });
});
