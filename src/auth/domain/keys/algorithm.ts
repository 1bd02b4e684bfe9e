import type { KeyObject } from 'node:crypto';
import { hasSmallOrder } from './ed25519.js';

/** The supported algorithms (RFC 7518 §3.1, RFC 8037 §3.1). A key has exactly one of them. */
export const ALGORITHMS = ['HS256', 'RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const;

export type Algorithm = (typeof ALGORITHMS)[number];

/** The algorithms with a key pair. Others can verify their signatures, but cannot make them. */
export type AsymmetricAlgorithm = Exclude<Algorithm, 'HS256'>;

export const ASYMMETRIC_ALGORITHMS = ALGORITHMS.filter(
  (algorithm): algorithm is AsymmetricAlgorithm => algorithm !== 'HS256',
);

/** RFC 7518 §3.3 and §3.5. */
const MIN_RSA_BITS = 2048;

/** With the exponent 1, a signature is the padded hash: anyone can make it. */
export const MIN_RSA_EXPONENT = 3n;

/** The keys of each algorithm, for messages. */
export const KEYS_OF: Readonly<Record<AsymmetricAlgorithm, string>> = {
  RS256: `an RSA key of at least ${MIN_RSA_BITS} bits`,
  PS256: `an RSA key of at least ${MIN_RSA_BITS} bits`,
  ES256: 'an EC key on the curve P-256',
  ES384: 'an EC key on the curve P-384',
  EdDSA: 'an Ed25519 key',
};

/**
 * Checks the type, size and curve of a public or private key. Rejects public keys for which anyone
 * can sign, because OpenSSL accepts them.
 */
export function isKeyOf(algorithm: AsymmetricAlgorithm, key: KeyObject): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  switch (algorithm) {
    case 'RS256':
    case 'PS256':
      return (
        type === 'rsa' &&
        details!.modulusLength! >= MIN_RSA_BITS &&
        details!.publicExponent! >= MIN_RSA_EXPONENT
      );
    case 'ES256':
      return type === 'ec' && details?.namedCurve === 'prime256v1';
    case 'ES384':
      return type === 'ec' && details?.namedCurve === 'secp384r1';
    case 'EdDSA':
      return type === 'ed25519' && !hasSmallOrder(key);
  }
}
