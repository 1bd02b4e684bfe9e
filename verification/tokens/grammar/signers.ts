import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Corpus } from '../service-state.js';
import {
  EC_JWK,
  EC_PEM,
  es256,
  GUESS,
  hmac,
  KEYS_URL,
  OCT_JWK,
  RSA_DER,
  RSA_JWK,
  RSA_PEM,
  rs256,
} from './attacker.js';
import { type MemberEdit, replacing } from './members.js';

/** A way to make a signature without the secret. */
export interface Signer {
  kind: string;
  /** The header parameters that it needs. */
  header: readonly MemberEdit[];
  /** @param input the two signed segments @param own the signature of the issued token */
  sign(input: string, own: string): string;
}

const headerEdits = (members: Record<string, string>): MemberEdit[] =>
  Object.entries(members).map(([name, value]) => replacing('header', name, value));

const signer = (
  kind: string,
  sign: Signer['sign'],
  members: Record<string, string> = {},
): Signer => ({ kind: `signature ${kind}`, header: headerEdits(members), sign });

/** Keeps the signature of the issued token. */
export const KEPT: Signer = signer('kept', (_, own) => own);

const unsigned = (alg: string) => signer(`none, alg ${alg}`, () => '', { alg: `"${alg}"` });

const RS256 = { alg: '"RS256"' };
const ES256 = { alg: '"ES256"' };

/** Keys of the attacker, embedded or referenced in the header (RFC 8725 §2.10). */
const ATTACKER_KEYS: readonly Signer[] = [
  signer('RS256 by jwk', rs256, { ...RS256, jwk: RSA_JWK }),
  signer('ES256 by jwk', es256, { ...ES256, jwk: EC_JWK }),
  signer('HS256 by jwk', (input) => hmac(GUESS, input), { jwk: OCT_JWK }),
  signer('RS256 by jku', rs256, { ...RS256, jku: `"${KEYS_URL}"`, kid: '"1"' }),
  signer('RS256 by x5u', rs256, { ...RS256, x5u: `"${KEYS_URL}"` }),
  signer('RS256 by x5c', rs256, { ...RS256, x5c: `["${RSA_DER}"]` }),
  signer('RS256 without a key', rs256, RS256),
  signer('ES256 without a key', es256, ES256),
  signer('ES256 of zeros', () => 'A'.repeat(86), ES256),
  signer('HS256 by kid of a file', (input) => hmac('', input), { kid: '"/dev/null"' }),
  signer('HS256 by kid in SQL', (input) => hmac(GUESS, input), {
    kid: `"x' UNION SELECT '${GUESS}"`,
  }),
  signer('HS256 by its kid', (input) => hmac('x', input), { kid: '"x"' }),
  signer('HS256 by kid of a prototype', (input) => hmac('[object Object]', input), {
    kid: '"__proto__"',
  }),
];

const guessed = (kind: string, key: string | Buffer) =>
  signer(`HS256, ${kind}`, (input) => hmac(key, input));

/**
 * Guessable keys, and public keys as HMAC secrets (algorithm confusion, RFC 8725 §2.1). A key of
 * zeros equals the empty key, because HMAC pads keys with zeros (RFC 2104 §2).
 */
const GUESSED: readonly Signer[] = [
  guessed('empty key', ''),
  guessed('guess', GUESS),
  guessed('"undefined"', 'undefined'),
  guessed('"null"', 'null'),
  guessed('key of ones', Buffer.alloc(32, 0xff)),
  guessed('RSA public key as text', RSA_PEM),
  guessed('RSA public key, trimmed', RSA_PEM.trim()),
  guessed('EC public key as text', EC_PEM),
  guessed('JWK as text', RSA_JWK),
];

/** Damaged and invented signatures. */
const DAMAGED: readonly Signer[] = [
  signer('omitted', () => ''),
  signer('in hex', (_, own) => Buffer.from(own, 'base64url').toString('hex')),
  signer('hex in base64url', (_, own) =>
    Buffer.from(Buffer.from(own, 'base64url').toString('hex')).toString('base64url'),
  ),
  signer('twice', (_, own) => own + own),
  signer('reversed', (_, own) => [...own].reverse().join('')),
  signer('in capitals', (_, own) => own.toUpperCase()),
  signer('all zeros', () => 'A'.repeat(43)),
  signer('a digest without a key', (input) =>
    createHash('sha256').update(input).digest('base64url'),
  ),
  signer('JSON', (_, own) => JSON.stringify(own)),
  signer('"null"', () => 'null'),
];

/** Keeps the first bytes, correctly encoded. */
const truncated = (length: number): Signer =>
  signer('truncated', (_, own) =>
    Buffer.from(own, 'base64url').subarray(0, length).toString('base64url'),
  );

const cut = fc.integer({ min: 1, max: 31 }).map(truncated);

/** Flips one of 256 bits. */
const flipped = fc.nat(255).map((bit) =>
  signer('with a bit flipped', (_, own) => {
    const bytes = Buffer.from(own, 'base64url');
    bytes[bit >> 3] = bytes[bit >> 3]! ^ (1 << (bit & 7));
    return bytes.toString('base64url');
  }),
);

/** HMAC with variants of the secret and with other hash functions. */
function variantsOfSecret({ secrets, retiredSecret }: Corpus): Signer[] {
  const [secret] = secrets;
  const byHash = {
    'another hash, SHA-512': (input: string) => hmac(secret, input, 'sha512'),
    'another hash, SHA-384': (input: string) => hmac(secret, input, 'sha384'),
    'another hash, SHA-1': (input: string) => hmac(secret, input, 'sha1'),
  };
  const keys = {
    'the secret, trimmed': secret.trim(),
    'the secret and a line break': `${secret}\n`,
    'the secret from base64': Buffer.from(secret, 'base64'),
    'the secret in base64': Buffer.from(secret).toString('base64'),
    'the secret in base64url': Buffer.from(secret).toString('base64url'),
    'the secret in hex': Buffer.from(secret).toString('hex'),
    'the secret in UTF-16': Buffer.from(secret, 'utf16le'),
    'the secret in quotes': JSON.stringify(secret),
    'the secret in capitals': secret.toUpperCase(),
    'the secret cut to 32 bytes': secret.slice(0, 32),
    'the hash of the secret': createHash('sha256').update(secret).digest(),
    'the retired secret': retiredSecret,
  };
  return [
    ...Object.entries(byHash).map(([kind, sign]) => signer(kind, sign)),
    ...Object.entries(keys).map(([kind, key]) => signer(kind, (input) => hmac(key, input))),
    signer('HS512 with the secret', byHash['another hash, SHA-512'], { alg: '"HS512"' }),
    signer('HS384 with the secret', byHash['another hash, SHA-384'], { alg: '"HS384"' }),
    signer('of the payload alone', (input) => hmac(secret, input.split('.')[1] ?? '')),
    signer('of header and payload without the dot', (input) =>
      hmac(secret, input.replace('.', '')),
    ),
  ];
}

/** Returns all deterministic signers except the correct one. */
export const knownSigners = (corpus: Corpus): Signer[] => [
  ...['none', 'None', 'NONE', 'nOnE'].map(unsigned),
  ...ATTACKER_KEYS,
  ...GUESSED,
  ...DAMAGED,
  ...[1, 16, 31].map(truncated),
  ...variantsOfSecret(corpus),
];

/** Generates all signers except the correct one. */
export function signers(corpus: Corpus): fc.Arbitrary<Signer> {
  const others = corpus.issued.map(({ token }) =>
    signer('of another token', () => token.split('.')[2] ?? ''),
  );
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(KEPT) },
    { weight: 11, arbitrary: fc.constantFrom(...knownSigners(corpus)) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
    { weight: 1, arbitrary: cut },
    { weight: 1, arbitrary: flipped },
  );
}
