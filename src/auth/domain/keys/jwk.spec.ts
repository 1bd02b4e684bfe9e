import { createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { publicJwkOf, thumbprintOf } from './jwk.js';

const publicKeyOf = (jwk: JsonWebKey) => createPublicKey({ key: jwk, format: 'jwk' });

/** RFC 8037, appendix A.2, and its thumbprint in A.3. */
const ED25519 = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };

/** RFC 7638 §3.1. */
const RSA = {
  kty: 'RSA',
  n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
  e: 'AQAB',
};

describe('thumbprintOf', () => {
  it.each([
    ['RFC 7638', RSA, 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'],
    ['RFC 8037', ED25519, 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'],
  ])('returns the thumbprint of the example of %s', (_, jwk, thumbprint) => {
    expect(thumbprintOf(publicKeyOf(jwk))).toBe(thumbprint);
  });
});

describe('publicJwkOf', () => {
  it('returns the members for publication', () => {
    const jwk = publicJwkOf(publicKeyOf(ED25519), 'EdDSA');
    const kid = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k';
    expect(jwk).toEqual({ ...ED25519, kid, use: 'sig', alg: 'EdDSA' });
  });

  it('leaves out the private members of a private key', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const names = Object.keys(publicJwkOf(privateKey, 'ES256')).sort();
    expect(names).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });
});
