import { createHash, pbkdf2Sync, scryptSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { zeroHashOf } from '../../domain/password-hash/password-hash.js';
import { readPasswordHash } from '../../domain/password-hash/read-password-hash.js';
import { Argon2PasswordHasher } from '../argon2-password-hasher.js';
import { verifyHash } from './verify-hash.js';

interface Vector {
  madeBy: string;
  name: string;
  password: string;
  hash: string;
}

/** Made by Django, passlib, argon2-cffi and bcrypt: see the script next to the file. */
const VECTORS = JSON.parse(
  readFileSync('test/fixtures/password-hashes/vectors.json', 'utf8'),
) as readonly Vector[];

const PASSWORD = 'violet kettle harbor';
const hasher = new Argon2PasswordHasher();

function read(text: string) {
  const result = readPasswordHash(text);
  if (result.kind !== 'readable') throw new Error(result.kind);
  return result.hash;
}

describe('verifyHash', () => {
  it.each(VECTORS.map(({ madeBy, name, password, hash }) => [name, madeBy, password, hash]))(
    'verifies a hash of %s, made by %s: %j',
    async (name = '', _, password = '', hash = '') => {
      expect(await hasher.verify(hash, password)).toBe(true);
      expect(await hasher.verify(hash, `${password.slice(0, -1)}y`)).toBe(
        // Bcrypt reads 72 bytes.
        /^(bcrypt|2[aby])$/.test(name) && password.length === 80,
      );
      expect(await hasher.verify(hash, password.normalize('NFC'))).toBe(
        password === password.normalize('NFC'),
      );
    },
  );

  it('compares a hash with the whole computation, and not only with a library', async () => {
    const [salt, text] = [Buffer.alloc(16, 3), 'AwMDAwMDAwMDAwMDAwMDAw'];
    const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
    const pbkdf2 = unpadded(pbkdf2Sync(PASSWORD, salt, 1000, 32, 'sha256'));
    const scrypt = unpadded(scryptSync(PASSWORD, salt, 32, { N: 64, r: 8, p: 2 }));
    const ofDjango = scryptSync(PASSWORD, 'salt', 64, { N: 64, r: 8, p: 1 }).toString('base64');
    for (const hash of [
      `$pbkdf2-sha256$i=1000,l=32$${text}$${pbkdf2}`,
      `$scrypt$ln=6,r=8,p=2$${text}$${scrypt}`,
      `scrypt$64$salt$8$1$${ofDjango}`,
      `bcrypt_sha256$${await bcrypt(createHash('sha256').update(PASSWORD).digest('hex'), 4)}`,
    ]) {
      expect(await hasher.verify(hash, PASSWORD)).toBe(true);
      expect(await hasher.verify(hash, `${PASSWORD} `)).toBe(false);
    }
  });

  it.each([
    ['a password that continues after a NUL', 'pass', 'pass\0word'],
    ['a repetition after a NUL, which bcrypt’s key schedule does not distinguish', 'pass', 'pass\0pass'], // prettier-ignore
    ['the password itself, if it has a NUL', 'pass\0word', 'pass\0word'],
  ])('does not verify with bcrypt %s', async (_, password, typed) => {
    const hash = await bcrypt(password, 4);
    expect(await hasher.verify(hash, typed)).toBe(false);
    expect(await hasher.verify(`bcrypt$${hash}`, typed)).toBe(false);
  });

  it.each(
    VECTORS.filter(({ password }) => password === PASSWORD).map(({ name, hash }) => [name, hash]),
  )(
    'computes the dummy hash of %s completely, and no password matches: %s',
    async (_, hash = '') => {
      // A library that cannot read it would reject at once, without any work.
      await expect(verifyHash(read(zeroHashOf(read(hash))), PASSWORD)).resolves.toBe(false);
    },
  );

  it.each([
    ['the costs of scrypt', '$scrypt$ln=17,r=8,p=2$AwMDAwMDAwMDAwMDAwMDAw'],
    ['the memory of scrypt', '$scrypt$ln=18,r=8,p=1$AwMDAwMDAwMDAwMDAwMDAw'],
    ['the salt of argon2', `$argon2id$v=19$m=8,t=1,p=1$${'A'.repeat(64)}`],
    ['the digest of argon2', '$argon2id$v=19$m=8,t=1,p=1$AwMDAwMDAwMDAwMDAwMDAw'],
    ['the lanes of argon2', '$argon2id$v=19$m=19456,t=1,p=255$AwMDAwMDAwMDAwMDAwMDAw'],
  ])('can compute a hash at the limit of %s', async (_, parameters) => {
    const digest = Buffer.alloc(64).toString('base64').replace(/=+$/, '');
    await expect(verifyHash(read(`${parameters}$${digest}`), PASSWORD)).resolves.toBe(false);
  });
});
