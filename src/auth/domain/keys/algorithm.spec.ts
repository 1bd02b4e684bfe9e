import { createPublicKey, createSecretKey, generateKeyPairSync } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { ASYMMETRIC_ALGORITHMS, isKeyOf } from './algorithm.js';

const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });

it.each([
  ['RSA of 2048 bits', rsa(2048), ['RS256', 'PS256']],
  ['RSA of fewer bits', rsa(1024), []],
  ['RSA that is restricted to PSS', generateKeyPairSync('rsa-pss', { modulusLength: 2048 }), []],
  ['EC on P-256', ec('P-256'), ['ES256']],
  ['EC on P-384', ec('P-384'), ['ES384']],
  ['EC on P-521', ec('P-521'), []],
  ['EC on secp256k1', ec('secp256k1'), []],
  ['Ed25519', generateKeyPairSync('ed25519'), ['EdDSA']],
  ['Ed448', generateKeyPairSync('ed448'), []],
  ['X25519', generateKeyPairSync('x25519'), []],
])('a key of %s is a key of these algorithms', (_, { publicKey, privateKey }, algorithms) => {
  for (const key of [publicKey, privateKey]) {
    expect(ASYMMETRIC_ALGORITHMS.filter((one) => isKeyOf(one, key))).toEqual(algorithms);
  }
});

it('a secret is a key of no algorithm with key pairs', () => {
  const secret = createSecretKey(Buffer.alloc(32));
  expect(ASYMMETRIC_ALGORITHMS.filter((one) => isKeyOf(one, secret))).toEqual([]);
});

it.each([
  ['RSA with the exponent 1', { ...rsa(2048).publicKey.export({ format: 'jwk' }), e: 'AQ' }],
  ['Ed25519 of small order', { kty: 'OKP', crv: 'Ed25519', x: `AQ${'A'.repeat(41)}` }],
])('a public key of %s is a key of no algorithm, because anyone can sign for it', (_, key) => {
  const publicKey = createPublicKey({ key, format: 'jwk' });
  expect(ASYMMETRIC_ALGORITHMS.filter((one) => isKeyOf(one, publicKey))).toEqual([]);
});
