import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { checkSecret, type SecretResult } from './secret.js';

/** Too short for signatures: a longer one takes half a second to generate. */
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 512 });

const publicPem = (type: 'spki' | 'pkcs1') => publicKey.export({ format: 'pem', type }).toString();

describe('checkSecret', () => {
  it.each<[SecretResult, string, string | undefined]>([
    ['missing', 'undefined', undefined],
    ['missing', 'an empty text', ''],
    ['short', 'a text of 31 bytes', 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7c'],
    ['strong', 'a text of 32 bytes', 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce'],
    ['strong', 'fewer characters with 32 bytes', 'kQ3vX8zL1mN6pR0éùøßüñîçå'],
    ['well_known', 'a secret from a tutorial', 'your-256-bit-secret-your-256-bit'],
    ['well_known', 'the secret of jwt.io', 'a-string-secret-at-least-256-bits-long'],
    ['well_known', 'a secret of Django', 'django-insecure-2kq8v1m3z7x9c4b6n0'],
    ['well_known', 'a placeholder', 'please-CHANGE-ME-before-production'],
    ['well_known', 'one repeated character', 'a'.repeat(64)],
    ['well_known', 'one repeated word', 'kQ3vX8zL'.repeat(4)],
    ['well_known', 'a sequence of digits and letters', '0123456789abcdefghijklmnopqrstuv'],
    ['well_known', 'a public key', publicPem('spki')],
    ['well_known', 'a public key in PKCS #1', publicPem('pkcs1')],
    ['well_known', 'a certificate', `-----BEGIN CERTIFICATE-----\nMIIBkTCB+wIJ`],
    ['well_known', 'one word an odd number of times', 'kQ3vX8zL1mN'.repeat(3)],
    ['strong', 'a text that ends with one character twice', 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7cc'],
  ])('returns %s for %s', (result, _, secret) => {
    expect(checkSecret(secret)).toBe(result);
  });

  it.each([
    ...['change me', 'your jwt', 'replace this', 'a string secret', 'super secret', 'secret key'],
    ...['my secret', 'very secret', 'secret password', 'do not use', 'lorem ipsum'],
  ])('rejects the placeholder "%s" with any separator', (words) => {
    for (const joint of ['', '-', '_', ' ']) {
      const secret = `kQ3vX8zL1mN6pR0s:${words.replaceAll(' ', joint)}:T5uW9yB2dF4hJ7ce`;
      expect(checkSecret(secret)).toBe('well_known');
    }
  });
});

/** Each has at least 32 bytes and is not a listed placeholder. */
const PREDICTABLE = [
  // Repeats.
  'abababababbabababbabababababbaba',
  'aaaabbbbccccddddeeeeffffgggghhhh',
  'P@ssw0rdP@ssw0rdP@ssw0rdP@ssw0rd!',
  'deadbeefdeadbeefcafebabecafebabe',
  'key1key2key3key4key5key6key7key8',
  `${'a'.repeat(5_000)}b`,
  'é'.repeat(20) + 'è'.repeat(20),
  'kQ3vX8kQ3vX8KQ3VX8kq3vx8kQ3vX8kQ',
  // Sequences.
  '12345678901234567890123456789012',
  '98765432109876543210987654321098',
  '13579135791357913579135791357913',
  '123456789101112131415161718192021',
  'abcdefghijklmnopqrstuvwxyzabcdef',
  'zyxwvutsrqponmlkjihgfedcba987654',
  'aabbccddeeffgghhiijjkkllmmnnoopp',
  'a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6',
  'fedcba98765432100123456789abcdef',
  '😀😁😂😃😄😅😆😇😈',
  // Keyboards.
  'qwertyuiopasdfghjklzxcvbnm123456',
  'poiuytrewqlkjhgfdsamnbvcxz098765',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,',
  'q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6',
  'qazwsxedcrfvtgbyhnujmikolpqazwsx',
  '!@#$%^&*()_+!@#$%^&*()_+QWERTYUI',
  'qwertzuiopasdfghjklyxcvbnm123456',
  // Too few characters.
  '01101001100101101001011001101001',
  '20240101202402012024030120240401',
  // Words and dates.
  'correcthorsebatterystaplecorrecthorse',
  'thequickbrownfoxjumpsoverthelazydog',
  'MyApplicationUsesThisKeyForTokens2024',
  'MyS3cr3tK3yF0rMyAppl1cat10n2024!!',
  'iloveyouiloveyouprincessmonkey1234',
  'TheSigningKeyOfOurCompanyIsVeryStrong!',
  'prod-jwt-signing-key-for-acme-corp-2024',
  'this is my very long passphrase for my app',
  'Lorem ipsum dolor sit amet, consectetur',
  'do not use this value in production ever',
  'PASSWORD_PASSWORD_ADMIN_ADMIN_LETMEIN',
  '2024-01-01T00:00:00.000Z2024-01-01',
  'born on 1984-07-23, married 2011-05-14',
  '+4912345678901234567890123456789',
  // UUIDs that are not random (RFC 9562).
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  '00000000000000000000000000000000',
  'c232ab00-9414-11ec-b3c8-9f6bdeced846',
  '{c232ab00-9414-11ec-b3c8-9f6bdeced846}',
  '017f22e2-79b0-7cc3-98c4-dc0c0c07398f',
  '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  // The same in another encoding.
  Buffer.from('12345678901234567890123456789012').toString('base64'),
  Buffer.from('12345678901234567890123456789012').toString('hex'),
  Buffer.from('MyApplicationUsesThisKeyForTokens2024').toString('base64url'),
  Buffer.from(Buffer.from('MyApplicationUsesThisKeyForTokens2024').toString('base64')).toString(
    'base64',
  ),
  Buffer.from(Buffer.from('MyApplicationUsesThisKey').toString('base64')).toString('hex'),
  Buffer.from('thisismykey12345', 'utf16le').toString(),
];

/** Bytes that follow a pattern, as in examples of documentation. */
const PATTERNS: readonly (readonly [string, Buffer])[] = [
  ['32 bytes that count up', Buffer.from(Array.from({ length: 32 }, (_, at) => at))],
  ['48 bytes that count up from 100', Buffer.from(Array.from({ length: 48 }, (_, at) => 100 + at))],
  ['32 bytes that count down', Buffer.from(Array.from({ length: 32 }, (_, at) => 255 - at))],
  ['16 bytes in steps of 17', Buffer.from(Array.from({ length: 16 }, (_, at) => 17 * at))],
  ['two halves that are the same', Buffer.concat([bytes('half', 8), bytes('half', 8), Buffer.of(7)])], // prettier-ignore
];

it.each(PATTERNS)('checkSecret rejects %s in hex and base64', (_, pattern) => {
  for (const encoding of ['hex', 'base64', 'base64url'] as const) {
    const secret = pattern.toString(encoding);
    if (secret.length >= 32) expect(['predictable', 'well_known']).toContain(checkSecret(secret));
  }
});

it.each(PREDICTABLE)('checkSecret rejects %p as predictable', (secret) => {
  expect(Buffer.byteLength(secret)).toBeGreaterThanOrEqual(32);
  expect(['predictable', 'well_known']).toContain(checkSecret(secret));
});

it.each([
  ['the digest of no bytes', createHash('sha256').digest('hex')],
  ['the digest of a common word', createHash('md5').update('password').digest('hex').toUpperCase()],
  ['a public key of SSH', `ssh-ed25519 ${'AAAAC3NzaC1lZDI1NTE5AAAAIPq4v8z1x7k2m3n5b6v9c0'}`],
  ['a public key of PGP', `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBFzK3vX8zL1mN6pR0sT5uW9y`],
  ['a digest in base64', createHash('sha256').update('secret').digest('base64')],
  ['a digest in base64url', createHash('sha512').update('password').digest('base64url')],
  ['a digest with colons', '2b:b8:0d:53:7b:1d:a3:e3:8b:d3:03:61:aa:85:56:86:bd:e0:ea:cd:71:62:fe:f6:a2:5f:e9:7b:f5:27:a2:5b'], // prettier-ignore
  ['the output of sha256sum', `${createHash('sha256').update('123456\n').digest('hex')}  -`],
  ['FastAPI’s example', '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7'],
  ['the key of RFC 7515', 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow'], // prettier-ignore
  ['Nest’s example', 'DO NOT USE THIS VALUE. INSTEAD, CREATE A COMPLEX SECRET AND KEEP IT SAFE'],
  ['a signed token', `eyJhbGciOiJIUzI1NiJ9.${bytes('claims', 40).toString('base64url')}.${bytes('signature', 32).toString('base64url')}`], // prettier-ignore
  ['the command that generates a secret', `node -p "crypto.randomBytes(48).toString('base64url')"`],
  ['a command that was not run', '$(head -c 48 /dev/urandom | base64 -w 0)'],
  ['a reference that was not replaced', '${KEY_OF_TENANT_17:?is.not.set-4711}'],
  ['a template that was not replaced', '{{ .Values.k8s.jwt | quote | nindent 4 }}'],
  ['a placeholder in base64', Buffer.from('your-256-bit-secret, in base64').toString('base64')],
])('checkSecret rejects %s as well known', (_, secret) => {
  expect(checkSecret(secret)).toBe('well_known');
});

it.each([
  [
    'bytes that were replaced',
    Buffer.from('9f6bdeced846c232ab0094142f1e8d7c', 'hex').toString().padEnd(40, 'kQ3vX8zL1m'),
  ],
  ['a lone surrogate', '\ud83dkQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce'],
])('checkSecret rejects %s as not UTF-8 text', (_, secret) => {
  expect(checkSecret(secret)).toBe('not_text');
});

/** Bytes that look random and are the same in each run. */
function bytes(seed: string, size: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(size / 64) }, (_, block) =>
    createHash('sha512').update(`${seed}:${block}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, size);
}

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const characters = (alphabet: string, seed: string, length: number): string =>
  Array.from(
    { length },
    (_, at) => alphabet[bytes(`${seed}:${at}`, 4).readUInt32BE() % alphabet.length],
  ).join('');

function uuid(seed: string): string {
  const hex = bytes(seed, 16).toString('hex');
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) % 4]!;
  const text = `${hex.slice(0, 12)}4${hex.slice(13, 16)}${variant}${hex.slice(17)}`;
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const SYLLABLES = 'ba cro du fen gi hul jo kra lem mi nos pu qua rit sel tro'.split(' ');

/** Words of one to three syllables, as in a Diceware list. */
const word = (seed: string): string =>
  Array.from(
    bytes(seed, 3).subarray(0, 1 + (bytes(seed, 4)[3]! % 3)),
    (byte) => SYLLABLES[byte % 16],
  ).join('') + characters('abcdefghijklmnopqrstuvwxyz', seed, 2);

const base64 = (seed: string, size: number) => bytes(seed, size).toString('base64');

const GENERATORS: readonly (readonly [string, (seed: string) => string])[] = [
  ['openssl rand -hex 16', (seed) => bytes(seed, 16).toString('hex')],
  ['openssl rand -hex 32', (seed) => bytes(seed, 32).toString('hex')],
  ['openssl rand -base64 24', (seed) => base64(seed, 24)],
  ['openssl rand -base64 32', (seed) => base64(seed, 32)],
  ['openssl rand -base64 64', (seed) => base64(seed, 64).replace(/.{64}/, '$&\n')],
  ['32 bytes in base64url', (seed) => bytes(seed, 32).toString('base64url')],
  ['48 bytes in base64url', (seed) => bytes(seed, 48).toString('base64url')],
  ['uuidgen', uuid],
  ['uuidgen, twice', (seed) => `${uuid(`${seed}a`)}${uuid(`${seed}b`)}`.toUpperCase()],
  ['pwgen -s 43', (seed) => characters(LETTERS_AND_DIGITS, seed, 43)],
  ['ten words', (seed) => Array.from({ length: 10 }, (_, at) => word(`${seed}${at}`)).join('-')],
  ['a private key', (seed) => `-----BEGIN PRIVATE KEY-----\n${base64(seed, 600)}`],
];

it.each(GENERATORS)('checkSecret accepts 200 secrets of the generator: %s', (name, generate) => {
  const secrets = Array.from({ length: 200 }, (_, seed) => generate(`${name}${seed}`));
  expect(secrets.filter((secret) => checkSecret(secret) !== 'strong')).toEqual([]);
});
