import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { COST_LIMITS } from './cost-limits.js';
import { zeroHashOf } from './password-hash.js';
import { readPasswordHash } from './read-password-hash.js';

const VECTORS = JSON.parse(
  readFileSync('test/fixtures/password-hashes/vectors.json', 'utf8'),
) as readonly { name: string; hash: string }[];

const base64 = (length: number) => Buffer.alloc(length, 7).toString('base64').replace(/=+$/, '');
const [SALT, DIGEST] = [base64(16), base64(32)];
const CRYPT = 'N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy';

/** Returns the parameters of a readable hash, without texts and bytes. */
function read(text: string): unknown {
  const result = readPasswordHash(text);
  if (result.kind !== 'readable') return result.kind;
  const members = Object.entries(result.hash).filter(
    ([name]) => !['phc', 'crypt', 'salt', 'digest'].includes(name),
  );
  return Object.fromEntries(members);
}

const problemOf = (text: string, maxMemoryKiB?: number) => {
  const result = readPasswordHash(text, maxMemoryKiB);
  return result.kind === 'unreadable' ? result.problem : result.kind;
};

function zeroOf(text: string): string {
  const result = readPasswordHash(text);
  return result.kind === 'readable' ? zeroHashOf(result.hash) : result.kind;
}

describe('readPasswordHash', () => {
  it.each(VECTORS.map(({ name, hash }) => [name, hash]))('reads a hash of %s: %s', (_, hash) => {
    expect(readPasswordHash(hash).kind).toBe('readable');
  });

  it.each([
    [
      `$argon2id$v=19$m=19456,t=2,p=1$${SALT}$${DIGEST}`,
      { scheme: 'argon2', prefix: '', variant: 'argon2id', version: 19, memoryKiB: 19456, passes: 2, lanes: 1 }, // prettier-ignore
    ],
    [
      `$argon2i$m=64,t=3,p=2$${SALT}$${DIGEST}`,
      { scheme: 'argon2', prefix: '', variant: 'argon2i', version: 16, memoryKiB: 64, passes: 3, lanes: 2 }, // prettier-ignore
    ],
    [
      `argon2$argon2d$v=16$m=64,t=3,p=2$${SALT}$${DIGEST}`,
      { scheme: 'argon2', prefix: 'argon2', variant: 'argon2d', version: 16, memoryKiB: 64, passes: 3, lanes: 2 }, // prettier-ignore
    ],
    [`$2y$04$${CRYPT.slice(1)}`, 'unreadable'],
    [`$2y$04$${CRYPT}`, { scheme: 'bcrypt', prefix: '', cost: 4 }],
    [`bcrypt$$2a$12$${CRYPT}`, { scheme: 'bcrypt', prefix: 'bcrypt$', cost: 12 }],
    [`bcrypt_sha256$$2b$12$${CRYPT}`, { scheme: 'bcrypt', prefix: 'bcrypt_sha256$', cost: 12 }],
    [
      `pbkdf2_sha256$260000$salt$${DIGEST}=`,
      { scheme: 'pbkdf2', algorithm: 'sha256', iterations: 260_000, format: 'django' },
    ],
    [
      `$pbkdf2$1000$${SALT}$${DIGEST}`,
      { scheme: 'pbkdf2', algorithm: 'sha1', iterations: 1000, format: 'passlib' },
    ],
    [
      `$pbkdf2-sha512$i=1000,l=32$${SALT}$${DIGEST}`,
      { scheme: 'pbkdf2', algorithm: 'sha512', iterations: 1000, format: 'phc' },
    ],
    [
      `$pbkdf2-sha256$i=1000$${SALT}$${DIGEST}`,
      { scheme: 'pbkdf2', algorithm: 'sha256', iterations: 1000, format: 'phc' },
    ],
    [
      `scrypt$16384$salt$8$5$${DIGEST}=`,
      { scheme: 'scrypt', cost: 16_384, blockSize: 8, parallelization: 5, format: 'django' },
    ],
    [
      `$scrypt$ln=14,r=8,p=1$${SALT}$${DIGEST}`,
      { scheme: 'scrypt', cost: 16_384, blockSize: 8, parallelization: 1, format: 'phc' },
    ],
    ['', 'unusable'],
    ['!', 'unusable'],
    [`!$argon2id$v=19$m=19456,t=2,p=1$${SALT}$${DIGEST}`, 'unusable'],
  ])('reads the parameters of %s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    ['a plain text', 'violet kettle harbor'],
    ['an unsalted digest', '5f4dcc3b5aa765d61d8327deb882cf99'],
    ['text around a hash', ` $argon2id$v=19$m=19456,t=2,p=1$${SALT}$${DIGEST}`],
    ['a text after a hash', `$2b$04$${CRYPT}\n`],
    ['an unknown name', `pbkdf2_md5$1000$salt$${DIGEST}=`],
    ['an unknown name of PHC', `$pbkdf2-md5$1000$${SALT}$${DIGEST}`],
    ['a name of every object', `constructor$1000$salt$${DIGEST}=`],
    ['the faulty version 2x of bcrypt', `$2x$04$${CRYPT}`],
    ['argon2 without a digest', `$argon2id$v=19$m=19456,t=2,p=1$${SALT}`],
    ['argon2 of an unknown version', `$argon2id$v=18$m=19456,t=2,p=1$${SALT}$${DIGEST}`],
    ['argon2 with a key ID', `$argon2id$v=19$m=19456,t=2,p=1,keyid=AAAA$${SALT}$${DIGEST}`],
    ['argon2 without passes', `$argon2id$v=19$m=19456,t=0,p=1$${SALT}$${DIGEST}`],
    ['argon2 without lanes', `$argon2id$v=19$m=19456,t=1,p=0$${SALT}$${DIGEST}`],
    ['argon2 without memory', `$argon2id$v=19$m=0,t=1,p=1$${SALT}$${DIGEST}`],
    ['argon2 with too little memory for its lanes', `$argon2id$v=19$m=15,t=1,p=2$${SALT}$${DIGEST}`], // prettier-ignore
    ['argon2 with a short salt', `$argon2id$v=19$m=64,t=2,p=1$${base64(7)}$${DIGEST}`],
    ['argon2 with a long salt', `$argon2id$v=19$m=64,t=2,p=1$${base64(49)}$${DIGEST}`],
    ['argon2 with padding in its salt', `$argon2id$v=19$m=64,t=2,p=1$${SALT}==$${DIGEST}`],
    ['argon2 with padding in its digest', `$argon2id$v=19$m=64,t=2,p=1$${SALT}$${DIGEST}=`],
    ['argon2 with a leading zero', `$argon2id$v=19$m=064,t=2,p=1$${SALT}$${DIGEST}`],
    ['pbkdf2 without iterations', `pbkdf2_sha256$0$salt$${DIGEST}=`],
    ['pbkdf2 with a negative number', `pbkdf2_sha256$-1$salt$${DIGEST}=`],
    ['pbkdf2 without a salt', `pbkdf2_sha256$1000$$${DIGEST}=`],
    ['pbkdf2 without padding in Django’s format', `pbkdf2_sha256$1000$salt$${DIGEST}`],
    ['pbkdf2 with five fields in Django’s format', `pbkdf2_sha256$1000$salt$salt$${DIGEST}=`],
    ['pbkdf2 with four fields in PHC’s format', `$pbkdf2-sha256$1000$${DIGEST}`],
    ['pbkdf2 with plain base64 in passlib’s format', `$pbkdf2-sha256$1000$${SALT}$+${DIGEST.slice(1)}`], // prettier-ignore
    ['pbkdf2 with another length', `$pbkdf2-sha256$i=1000,l=31$${SALT}$${DIGEST}`],
    ['pbkdf2 with other parameters', `$pbkdf2-sha256$i=1000,x=1$${SALT}$${DIGEST}`],
    ['scrypt with N that is not a power of two', `scrypt$16383$salt$8$1$${DIGEST}=`],
    ['scrypt with N of one', `scrypt$1$salt$8$1$${DIGEST}=`],
    ['scrypt without r', `scrypt$16384$salt$0$1$${DIGEST}=`],
    ['scrypt without p', `scrypt$16384$salt$8$0$${DIGEST}=`],
    ['scrypt with an invalid digest', `scrypt$16384$salt$8$1$${DIGEST}`],
    ['scrypt with an invalid salt', `$scrypt$ln=14,r=8,p=1$${SALT}=$${DIGEST}`],
    ['scrypt with the exponent 0', `$scrypt$ln=0,r=8,p=1$${SALT}$${DIGEST}`],
    ['a text that is longer than the column', `$argon2id$v=19$m=64,t=2,p=1$${SALT}$${base64(240)}`],
  ])('returns unreadable for %s', (_, text) => {
    expect(problemOf(text)).toBe('has an unknown format');
  });

  it.each([
    ['m=262144,t=4,p=1', 'readable'],
    ['m=262145,t=1,p=1', 'needs 262145 KiB of memory, at most 262144 are allowed'],
    ['m=4194304,t=1,p=1', 'needs 4194304 KiB of memory, at most 262144 are allowed'],
    ['m=262144,t=5,p=1', 'needs 1310720 KiB times passes, at most 1048576 are allowed'],
    ['m=9999999999,t=9999999999,p=1', 'needs 9999999999 KiB of memory, at most 262144 are allowed'],
    ['m=19456,t=2,p=255', 'readable'],
    ['m=19456,t=2,p=256', 'needs 256 lanes, at most 255 are allowed'],
  ])('bounds the cost of argon2: %s', (parameters, expected) => {
    expect(problemOf(`$argon2id$v=19$${parameters}$${SALT}$${DIGEST}`)).toBe(expected);
  });

  it('bounds the memory of argon2 and scrypt by that of the machine', () => {
    const [argon2, scrypt] = [
      `$argon2id$v=19$m=65536,t=1,p=1$${SALT}$${DIGEST}`,
      `$scrypt$ln=16,r=8,p=1$${SALT}$${DIGEST}`,
    ];
    expect([problemOf(argon2, 65_536), problemOf(scrypt, 65_536)]).toEqual([
      'readable',
      'readable',
    ]);
    expect(problemOf(argon2, 65_535)).toMatch('KiB of memory');
    expect(problemOf(scrypt, 64_000)).toMatch('KiB of memory');
  });

  it.each([
    ['03', 'has the cost 3, at least 4 is required'],
    ['00', 'has the cost 0, at least 4 is required'],
    ['04', 'readable'],
    ['14', 'readable'],
    ['15', 'has the cost 15, at most 14 is allowed'],
    ['31', 'has the cost 31, at most 14 is allowed'],
  ])('bounds the cost of bcrypt: %s', (cost, expected) => {
    expect(problemOf(`$2b$${cost}$${CRYPT}`)).toBe(expected);
    expect(problemOf(`bcrypt_sha256$$2b$${cost}$${CRYPT}`)).toBe(expected);
  });

  it.each([
    ['pbkdf2_sha256', 4_000_000, 32, undefined],
    ['pbkdf2_sha256', 4_000_001, 32, 4_000_001],
    ['pbkdf2_sha256', 2_000_001, 64, 4_000_002],
    ['pbkdf2_sha1', 2_000_001, 32, 4_000_002],
    ['pbkdf2_sha256', 9_999_999_999, 32, 9_999_999_999],
  ])('bounds the cost of %s: %d iterations and %d bytes', (name, iterations, bytes, excess) => {
    const digest = Buffer.alloc(bytes, 7).toString('base64');
    expect(problemOf(`${name}$${iterations}$salt$${digest}`)).toBe(
      excess === undefined ? 'readable' : `needs ${excess} iterations, at most 4000000 are allowed`,
    );
  });

  it('bounds the cost of pbkdf2-sha512 lower, because each iteration takes longer', () => {
    const hash = (iterations: number) => `$pbkdf2-sha512$${iterations}$${SALT}$${base64(64)}`;
    expect(problemOf(hash(COST_LIMITS.pbkdf2Iterations.sha512))).toBe('readable');
    expect(problemOf(hash(COST_LIMITS.pbkdf2Iterations.sha512 + 1))).toMatch('iterations');
  });

  it.each([
    ['ln=17,r=8,p=2', 'readable'],
    ['ln=18,r=8,p=1', 'readable'],
    ['ln=18,r=8,p=2', 'needs 4194304 times N·r·p, at most 2097152 are allowed'],
    ['ln=14,r=8,p=17', 'needs 2228224 times N·r·p, at most 2097152 are allowed'],
    ['ln=19,r=8,p=1', 'needs 524289 KiB of memory, at most 263168 are allowed'],
    ['ln=1,r=8,p=999999999', 'needs 1000000001 KiB of memory, at most 263168 are allowed'],
    ['ln=31,r=8,p=1', 'needs 2147483649 KiB of memory, at most 263168 are allowed'],
  ])('bounds the cost of scrypt: %s', (parameters, expected) => {
    expect(problemOf(`$scrypt$${parameters}$${SALT}$${DIGEST}`)).toBe(expected);
  });

  it.each([
    [`$argon2id$v=19$m=64,t=2,p=1$${SALT}$${base64(15)}`, 15],
    [`$argon2id$v=19$m=64,t=2,p=1$${SALT}$${base64(65)}`, 65],
    [`pbkdf2_sha256$1000$salt$Bw==`, 1],
    [`scrypt$16384$salt$8$1$Bw==`, 1],
  ])('rejects a digest of a wrong length: %s', (text, length) => {
    expect(problemOf(text)).toBe(`has a digest of ${length} bytes, 16 to 64 are allowed`);
  });
});

describe('zeroHashOf', () => {
  it.each(VECTORS.map(({ name, hash }) => [name, hash]))(
    'returns a hash of the parameters of %s, without its salt and digest: %s',
    (_, hash) => {
      const zero = zeroOf(hash);
      expect(read(zero)).toEqual(read(hash));
      expect(zeroOf(zero)).toBe(zero);
      expect(zero).toHaveLength(hash.length);
      expect(zero.slice(-12)).toMatch(/^[A.]+=*$/);
    },
  );

  it('returns one text for all hashes of one format and cost', () => {
    const groups = new Set(VECTORS.map(({ hash }) => zeroOf(hash)));
    const names = new Set(VECTORS.map(({ name }) => name.replace(/^2[aby]$/, '2')));
    expect(groups.size).toBe(names.size);
  });

  it('keeps the format of PHC for pbkdf2', () => {
    const hash = `$pbkdf2-sha256$i=1000,l=32$${SALT}$${DIGEST}`;
    expect(zeroOf(hash)).toBe(`$pbkdf2-sha256$i=1000$${'A'.repeat(22)}$${'A'.repeat(43)}`);
  });
});
