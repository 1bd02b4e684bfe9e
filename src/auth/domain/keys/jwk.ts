import { createHash, type KeyObject } from 'node:crypto';
import type { AsymmetricAlgorithm } from './algorithm.js';

/** A public key as RFC 7517 §4 defines it. */
export interface PublicJwk {
  readonly kty: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: AsymmetricAlgorithm;
  readonly [parameter: string]: string;
}

/** The members of a thumbprint, in lexicographic order (RFC 7638 §3.2, RFC 8037 §2). */
const REQUIRED_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
};

/** @param key a public key */
function requiredMembersOf(key: KeyObject): Record<string, string> {
  const jwk = key.export({ format: 'jwk' }) as Record<string, string>;
  const names = REQUIRED_MEMBERS[jwk['kty']!]!;
  return Object.fromEntries(names.map((name) => [name, jwk[name]!]));
}

/**
 * Returns the thumbprint of a public key (RFC 7638 §3): the SHA-256 of its members, in base64url. It
 * is the `kid` of the key.
 */
export const thumbprintOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(JSON.stringify(requiredMembersOf(key)))
    .digest('base64url');

/** Returns the key for publication. It has no private member, also if `key` is a private key. */
export const publicJwkOf = (key: KeyObject, alg: AsymmetricAlgorithm): PublicJwk => {
  const { kty, ...members } = requiredMembersOf(key);
  return { kty: kty!, kid: thumbprintOf(key), use: 'sig', alg, ...members };
};
