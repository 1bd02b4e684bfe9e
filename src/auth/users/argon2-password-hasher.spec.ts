import { beforeAll, describe, expect, it } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { Argon2PasswordHasher } from './argon2-password-hasher.js';

describe('the password hasher', () => {
  const hasher = new Argon2PasswordHasher();
  let stored: string;

  beforeAll(async () => void (stored = await hasher.hash('correct horse')));

  it('makes argon2id hashes of 19 MiB, two passes and one lane (OWASP), with a salt each', async () => {
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22,}\$[\w+/]{43}$/);
    expect(await hasher.hash('correct horse')).not.toBe(stored);
  });

  it.each([
    ['is true for the password', 'correct horse', true],
    ['is false for another', 'Correct horse', false],
    ['is false for one with a space more', 'correct horse ', false],
    ['is false for nothing', '', false],
  ])('%s', async (_, password, matches) => {
    expect(await hasher.verify(stored, password)).toBe(matches);
  });

  it.each([
    ['nothing', ''],
    ['plain text', 'correct horse'],
    ['bcrypt', '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'],
    ['an argon2id that was cut', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ'],
  ])('is false, and no error, for a hash that it cannot read: %s', async (_, unreadable) => {
    expect(await hasher.verify(unreadable, 'correct horse')).toBe(false);
  });

  it.each(['a\ud800', '\udc00b', 'a\ufffd'])(
    'rejects damaged text to hash: %j',
    async (damaged) => {
      await expect(hasher.hash(damaged)).rejects.toMatchObject({
        code: 'invalid_request',
        message: 'The password contains characters that were not decoded correctly.',
      });
    },
  );

  it('does not verify one lone surrogate as another, although UTF-8 encodes both as U+FFFD', async () => {
    const damaged = await hash('a\ufffd');
    for (const other of ['a\ufffd', 'a\ud800', 'a\udfff']) {
      expect(await hasher.verify(damaged, other)).toBe(false);
    }
  });

  it('knows passwords by all of their bytes, beyond 72 of them too', async () => {
    const long = 'ë'.repeat(200);
    const hash = await hasher.hash(`${long}1`);
    expect(await hasher.verify(hash, `${long}1`)).toBe(true);
    expect(await hasher.verify(hash, `${long}2`)).toBe(false);
  });
});
