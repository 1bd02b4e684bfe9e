import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { JwtService } from '@nestjs/jwt';
import { type Claims, claimsOf, headerOf } from '../../../test/support/jwt.js';
import type { TokenType } from '../service-state.js';
import { EC_PEM, hmac, KEYS_URL, RSA_JWK, RSA_PEM } from '../grammar/attacker.js';
import { parseCompactJws } from '../wiring.js';
import { CORPUS } from './corpus.js';

/** A verifier with one fault that was found in libraries or services. */
export interface MutantVerifier {
  /** A description of the fault. */
  fault: string;
  /** The kind of mutation that it accepts. */
  caughtBy: string;
  accepts: (token: string, type: TokenType) => boolean;
}

const [SECRET] = CORPUS.secrets;
const jwt = new JwtService();
const TIMELESS = { ignoreExpiration: true, ignoreNotBefore: true };

type Header = Claims & { alg?: unknown; kid?: unknown; jwk?: JsonWebKey; jku?: unknown };

const headerIn = (token: string): Header => JSON.parse(headerOf(token)) as Header;
const inputOf = (token: string): string => token.split('.').slice(0, 2).join('.');
const signatureOf = (token: string): string => token.split('.')[2] ?? '';

const hasType = (claims: Claims | null, type: TokenType): boolean =>
  claims?.['token_type'] === type;

/** Parses the token strictly, with the algorithm of the header. */
const parseWithHeaderAlgorithm = (token: string): Claims | null =>
  parseCompactJws(token, [String(headerIn(token).alg) as 'HS256'])?.claims ?? null;

const isSignedBy = (key: string | Buffer, token: string): boolean =>
  hmac(key, inputOf(token)) === signatureOf(token);

/** Verifies correctly. */
const isValid = (token: string, type: TokenType): boolean =>
  hasType(parseCompactJws(token, ['HS256'])?.claims ?? null, type) && isSignedBy(SECRET, token);

/** Accepts valid tokens, and those that the fault accepts. Errors of the fault count as a rejection. */
const mutantOf = (
  fault: string,
  caughtBy: string,
  accepts: MutantVerifier['accepts'],
): MutantVerifier => ({
  fault,
  caughtBy,
  accepts: (token, type) => isValid(token, type) || isAccepted(() => accepts(token, type)),
});

function isAccepted(verifyFaultily: () => boolean): boolean {
  try {
    return verifyFaultily();
  } catch {
    return false;
  }
}

const isByKey = (key: string | Buffer) => (token: string, type: TokenType) =>
  hasType(parseCompactJws(token, ['HS256'])?.claims ?? null, type) && isSignedBy(key, token);

const HASHES = { RS256: 'sha256', ES256: 'sha256' } as const;

function isByPublicKey(token: string, key: KeyObject): boolean {
  const hash = HASHES[headerIn(token).alg as keyof typeof HASHES];
  const input = Buffer.from(inputOf(token));
  const signature = Buffer.from(signatureOf(token), 'base64url');
  return verify(hash, input, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

const keyIn = (jwk: JsonWebKey | undefined): KeyObject =>
  createPublicKey({ format: 'jwk', key: jwk! });

/** The keys at a URL, without a network. */
const KEYS_AT: Readonly<Record<string, string>> = { [KEYS_URL]: RSA_JWK };

const CACHED_SIGNATURES = new Set(CORPUS.issued.map(({ token }) => signatureOf(token)));

export const MUTANT_VERIFIERS: readonly MutantVerifier[] = [
  mutantOf('jsonwebtoken without `algorithms`', 'signature HS512 with the secret', (token, type) =>
    hasType(
      parseWithHeaderAlgorithm(token) && jwt.verify<Claims>(token, { secret: SECRET, ...TIMELESS }),
      type,
    ),
  ),
  mutantOf('signatures are compared after decoding', 'signature JSON', (token, type) => {
    const expected = Buffer.from(hmac(SECRET, inputOf(token)), 'base64url');
    return (
      expected.equals(Buffer.from(signatureOf(token), 'base64')) && hasType(claimsOf(token), type)
    );
  }),
  mutantOf('the type of a token is not checked', 'unchanged', (token) =>
    (['access', 'refresh'] as const).some((type) => isValid(token, type)),
  ),
  mutantOf('alg none is accepted', 'signature none, alg none', (token, type) => {
    const isUnsigned = headerIn(token).alg === 'none' && signatureOf(token) === '';
    return isUnsigned && hasType(claimsOf(token), type);
  }),
  mutantOf('alg NONE is accepted', 'signature none, alg NONE', (token, type) => {
    const isUnsigned = headerIn(token).alg === 'NONE' && signatureOf(token) === '';
    return isUnsigned && hasType(claimsOf(token), type);
  }),
  mutantOf(
    'the key in the header is used',
    'by jwk',
    (token, type) =>
    hasType(parseWithHeaderAlgorithm(token), type) && isByPublicKey(token, keyIn(headerIn(token).jwk)), // prettier-ignore
  ),
  mutantOf(
    'the key is fetched from the URL in the header',
    'signature RS256 by jku',
    (token, type) => {
      const jwk = JSON.parse(KEYS_AT[String(headerIn(token).jku)] ?? 'null') as JsonWebKey;
      return hasType(parseWithHeaderAlgorithm(token), type) && isByPublicKey(token, keyIn(jwk));
    },
  ),
  mutantOf('`kid` is used as a file name', 'signature HS256 by kid of a file', (token, type) =>
    isByKey(readFileSync(String(headerIn(token).kid)))(token, type),
  ),
  mutantOf(
    'the public RSA key is used as a secret',
    'signature HS256, RSA public key as text',
    isByKey(RSA_PEM),
  ),
  mutantOf(
    'the public EC key is used as a secret',
    'signature HS256, EC public key as text',
    isByKey(EC_PEM),
  ),
  mutantOf('the secret is trimmed', 'signature the secret, trimmed', isByKey(SECRET.trim())),
  mutantOf(
    'the secret is decoded from base64',
    'signature the secret from base64',
    isByKey(Buffer.from(SECRET, 'base64')),
  ),
  mutantOf(
    'a former secret is accepted',
    'signature the retired secret',
    isByKey(CORPUS.retiredSecret),
  ),
  mutantOf('an empty secret is used', 'signature HS256', isByKey('')),
  mutantOf('a truncated signature is accepted', 'signature truncated', (token, type) => {
    const isPrefix = hmac(SECRET, inputOf(token)).startsWith(signatureOf(token));
    return isPrefix && signatureOf(token) !== '' && hasType(parseWithHeaderAlgorithm(token), type);
  }),
  mutantOf('signatures are compared without case', 'signature in capitals', (token, type) => {
    const expected = hmac(SECRET, inputOf(token)).toUpperCase();
    return expected === signatureOf(token).toUpperCase() && hasType(claimsOf(token), type);
  }),
  mutantOf(
    'a missing signature is accepted',
    'signature omitted',
    (token, type) =>
    signatureOf(token) === '' && headerIn(token).alg === 'HS256' && hasType(claimsOf(token), type), // prettier-ignore
  ),
  mutantOf(
    'verified tokens are cached by their signature',
    'signature kept',
    (token, type) =>
    CACHED_SIGNATURES.has(signatureOf(token)) && hasType(parseWithHeaderAlgorithm(token), type), // prettier-ignore
  ),
];
