import { beforeAll, describe, expect, it } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { Argon2PasswordHasher } from './argon2-password-hasher.js';

/** A salt and a digest. */
const ZEROS = 'AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA';

describe('Argon2PasswordHasher', () => {
  const hasher = new Argon2PasswordHasher();
  let stored: string;

  beforeAll(async () => void (stored = await hasher.hash('violet kettle harbor')));

  it('hashes with argon2id, 19 MiB, two passes, one lane (OWASP) and a new salt', async () => {
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22,}\$[\w+/]{43}$/);
    expect(await hasher.hash('violet kettle harbor')).not.toBe(stored);
  });

  it.each([
    ['the password', 'violet kettle harbor', true],
    ['another password', 'Violet kettle harbor', false],
    ['the password with a space at its end', 'violet kettle harbor ', false],
    ['an empty text', '', false],
  ])('compares %s with the stored hash', async (_, password, matches) => {
    expect(await hasher.verify(stored, password)).toBe(matches);
  });

  it.each([
    ['an empty text', ''],
    ['a plain text', 'violet kettle harbor'],
    ['Django’s mark of a user without a password', '!0123456789abcdefghijABCDEFGHIJ0123456789'],
    ['a hash of the faulty bcrypt', '$2x$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'],
    ['a hash that needs 4 GiB of memory', `$argon2id$v=19$m=4194304,t=1,p=1$${ZEROS}`],
    ['a hash of 10 billion passes', `$argon2id$v=19$m=19456,t=9999999999,p=1$${ZEROS}`],
    ['a hash of bcrypt with a cost of days', `$2b$31$${'.'.repeat(53)}`],
    ['a hash of 10 billion iterations', 'pbkdf2_sha256$9999999999$salt$AAAAAAAAAAAAAAAAAAAAAA=='],
    ['a hash of scrypt of 2 TiB', '$scrypt$ln=31,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA'], // prettier-ignore
    ['a truncated hash of argon2id', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ'],
  ])('returns false when the stored hash is unreadable: %s', async (_, unreadable) => {
    expect(await hasher.verify(unreadable, 'violet kettle harbor')).toBe(false);
    expect(hasher.dummyFor(unreadable)).toBeNull();
    expect(hasher.needsRehash(unreadable, 'violet kettle harbor')).toBe(false);
  });

  it('verifies a hash of bcrypt whose padding bits are set, as some old programs wrote it', async () => {
    // OpenBSD's bcrypt of 'U*U' with the salt CCCCCCCCCCCCCCCCCCCCC. and cost 5, which has no such bits.
    const clean = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';
    const set = clean.replace('CC.E5', 'CC/E5');
    for (const stored of [clean, set]) {
      expect([await hasher.verify(stored, 'U*U'), await hasher.verify(stored, 'U*V')]).toEqual([
        true,
        false,
      ]);
    }
  });

  it('does not verify a hash that needs more memory than the machine has for it', async () => {
    const small = new Argon2PasswordHasher({ memoryKiB: 19_456, passes: 2 }, 19_455);
    expect(await small.verify(stored, 'violet kettle harbor')).toBe(false);
    expect(small.dummyFor(stored)).toBeNull();
  });

  it('upgrades no bcrypt hash of a password of more than 72 bytes, whose end bcrypt ignores', () => {
    const crypt = `$2b$10$${'a'.repeat(53)}`;
    const needs = (prefix: string, bytes: number) =>
      hasher.needsRehash(prefix + crypt, 'é'.repeat(36) + 'x'.repeat(bytes - 72));
    expect([needs('', 72), needs('bcrypt$', 72), needs('bcrypt_sha256$', 73)]).not.toContain(false);
    expect([needs('', 73), needs('bcrypt$', 73)]).toEqual([false, false]);
  });

  it('hashes with the given parameters', async () => {
    const needsRehash = (of: Argon2PasswordHasher, hash: string) =>
      of.needsRehash(hash, 'violet kettle harbor');
    const strong = new Argon2PasswordHasher({ memoryKiB: 32_768, passes: 3 });
    const hash = await strong.hash('violet kettle harbor');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=32768,t=3,p=1\$/);
    expect([needsRehash(strong, hash), needsRehash(strong, stored)]).toEqual([false, true]);
    expect([needsRehash(hasher, hash), needsRehash(hasher, stored)]).toEqual([false, false]);
  });

  it('dummyFor returns one text for all hashes of one cost, without their salts', async () => {
    const dummy = hasher.dummyFor(stored)!;
    expect(dummy).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$A{22}\$A{43}$/);
    expect(hasher.dummyFor(await hasher.hash('another password'))).toBe(dummy);
    expect(await hasher.verify(dummy, 'violet kettle harbor')).toBe(false);
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

  it.each([
    ['composed', 'caf\u00e9 ol\u00e9', 'cafe\u0301 ole\u0301'],
    ['decomposed', 'cafe\u0301 ole\u0301', 'caf\u00e9 ol\u00e9'],
    ['in full-width letters', 'ｃａｆｅ', 'cafe'],
  ])(
    'verifies a password that was set %s when it is typed in another form',
    async (_, one, other) => {
      expect(await hasher.verify(await hasher.hash(one), other)).toBe(true);
    },
  );

  it('verifies a hash of another system, which did not normalize the password', async () => {
    const foreign = await hash('cafe\u0301');
    expect(await hasher.verify(foreign, 'cafe\u0301')).toBe(true);
    expect(await hasher.verify(foreign, 'cafe')).toBe(false);
  });

  it('distinguishes passwords that differ after 72 bytes', async () => {
    const long = 'ë'.repeat(200);
    const hash = await hasher.hash(`${long}1`);
    expect(await hasher.verify(hash, `${long}1`)).toBe(true);
    expect(await hasher.verify(hash, `${long}2`)).toBe(false);
  });
});
