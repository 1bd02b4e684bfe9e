import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { JwtService } from '@nestjs/jwt';
import { type Claims, claimsOf, headerOf } from '../../support/jwt.js';
import type { TokenType } from '../authority.js';
import { EC_PEM, hmac, KEYS_URL, RSA_JWK, RSA_PEM } from '../grammar/attacker.js';
import { parseCompactJws } from '../wiring.js';
import { MATERIAL } from './material.js';

/** A verifier with one hole, as it was found in libraries and in services that use them. */
export interface Weakened {
  /** What it does wrong. */
  hole: string;
  /** The kind of alteration that goes through. */
  caughtBy: string;
  accepts: (token: string, type: TokenType) => boolean;
}

const [SECRET] = MATERIAL.secrets;
const jwt = new JwtService();
const TIMELESS = { ignoreExpiration: true, ignoreNotBefore: true };

type Header = Claims & { alg?: unknown; kid?: unknown; jwk?: JsonWebKey; jku?: unknown };

const headerIn = (token: string): Header => JSON.parse(headerOf(token)) as Header;
const inputOf = (token: string): string => token.split('.').slice(0, 2).join('.');
const signatureOf = (token: string): string => token.split('.')[2] ?? '';

const isOf = (claims: Claims | null, type: TokenType): boolean => claims?.['token_type'] === type;

/** The form is as strict as ours, and the algorithm what the header says. */
const formOf = (token: string): Claims | null =>
  parseCompactJws(token, [String(headerIn(token).alg)]);

const isSignedBy = (key: string | Buffer, token: string): boolean =>
  hmac(key, inputOf(token)) === signatureOf(token);

/** Right in every way. Each hole is beside it. */
const isGood = (token: string, type: TokenType): boolean =>
  isOf(parseCompactJws(token, ['HS256']), type) && isSignedBy(SECRET, token);

/** Accepts what is good, and what goes through the hole. What makes the hole throw is refused. */
const weakened = (hole: string, caughtBy: string, opens: Weakened['accepts']): Weakened => ({
  hole,
  caughtBy,
  accepts: (token, type) => isGood(token, type) || isThrough(() => opens(token, type)),
});

function isThrough(ask: () => boolean): boolean {
  try {
    return ask();
  } catch {
    return false;
  }
}

const isByKey = (key: string | Buffer) => (token: string, type: TokenType) =>
  isOf(parseCompactJws(token, ['HS256']), type) && isSignedBy(key, token);

const HASHES = { RS256: 'sha256', ES256: 'sha256' } as const;

function isByPublicKey(token: string, key: KeyObject): boolean {
  const hash = HASHES[headerIn(token).alg as keyof typeof HASHES];
  const input = Buffer.from(inputOf(token));
  const signature = Buffer.from(signatureOf(token), 'base64url');
  return verify(hash, input, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

const keyIn = (jwk: JsonWebKey | undefined): KeyObject =>
  createPublicKey({ format: 'jwk', key: jwk! });

/** What would be fetched: there is no network in a test. */
const KEYS_AT: Readonly<Record<string, string>> = { [KEYS_URL]: RSA_JWK };

const SEEN = new Set(MATERIAL.issued.map(({ token }) => signatureOf(token)));

export const WEAKENED_VERIFIERS: readonly Weakened[] = [
  weakened('jsonwebtoken without `algorithms`', 'signature HS512 with the secret', (token, type) =>
    isOf(formOf(token) && jwt.verify<Claims>(token, { secret: SECRET, ...TIMELESS }), type),
  ),
  weakened('a signature is what it decodes to', 'signature JSON', (token, type) => {
    const right = Buffer.from(hmac(SECRET, inputOf(token)), 'base64url');
    return right.equals(Buffer.from(signatureOf(token), 'base64')) && isOf(claimsOf(token), type);
  }),
  weakened('any type of token is any other', 'nothing', (token) =>
    (['access', 'refresh'] as const).some((type) => isGood(token, type)),
  ),
  weakened('alg none is an algorithm', 'signature none, alg none', (token, type) => {
    const isUnsigned = headerIn(token).alg === 'none' && signatureOf(token) === '';
    return isUnsigned && isOf(claimsOf(token), type);
  }),
  weakened('alg none is one in capitals alone', 'signature none, alg NONE', (token, type) => {
    const isUnsigned = headerIn(token).alg === 'NONE' && signatureOf(token) === '';
    return isUnsigned && isOf(claimsOf(token), type);
  }),
  weakened(
    'the key is the one in the header',
    'by jwk',
    (token, type) =>
    isOf(formOf(token), type) && isByPublicKey(token, keyIn(headerIn(token).jwk)), // prettier-ignore
  ),
  weakened(
    'the key is fetched from where the header says',
    'signature RS256 by jku',
    (token, type) => {
      const jwk = JSON.parse(KEYS_AT[String(headerIn(token).jku)] ?? 'null') as JsonWebKey;
      return isOf(formOf(token), type) && isByPublicKey(token, keyIn(jwk));
    },
  ),
  weakened('`kid` names a file', 'signature HS256 by kid of a file', (token, type) =>
    isByKey(readFileSync(String(headerIn(token).kid)))(token, type),
  ),
  weakened(
    'the public RSA key is a secret',
    'signature HS256, RSA public key as text',
    isByKey(RSA_PEM),
  ),
  weakened(
    'the public EC key is a secret',
    'signature HS256, EC public key as text',
    isByKey(EC_PEM),
  ),
  weakened('the secret is trimmed', 'signature the secret, trimmed', isByKey(SECRET.trim())),
  weakened(
    'the secret is read as base64',
    'signature the secret from base64',
    isByKey(Buffer.from(SECRET, 'base64')),
  ),
  weakened(
    'a secret is never retired',
    'signature the retired secret',
    isByKey(MATERIAL.retiredSecret),
  ),
  weakened('an empty secret is one', 'signature HS256', isByKey('')),
  weakened('the beginning of a signature will do', 'signature truncated', (token, type) => {
    const isBegun = hmac(SECRET, inputOf(token)).startsWith(signatureOf(token));
    return isBegun && signatureOf(token) !== '' && isOf(formOf(token), type);
  }),
  weakened('small letters are capitals', 'signature in capitals', (token, type) => {
    const right = hmac(SECRET, inputOf(token)).toUpperCase();
    return right === signatureOf(token).toUpperCase() && isOf(claimsOf(token), type);
  }),
  weakened(
    'no signature is no wrong one',
    'signature left out',
    (token, type) =>
    signatureOf(token) === '' && headerIn(token).alg === 'HS256' && isOf(claimsOf(token), type), // prettier-ignore
  ),
  weakened(
    'verified tokens are remembered by their signature',
    'signature kept',
    (token, type) =>
    SEEN.has(signatureOf(token)) && isOf(formOf(token), type), // prettier-ignore
  ),
];
