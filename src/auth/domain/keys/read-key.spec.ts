import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { thumbprintOf } from './jwk.js';
import { readKeyOf, readKeyOfAny } from './read-key.js';

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed = generateKeyPairSync('ed25519');

const pkcs8 = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
const jwk = (key: KeyObject, more: object = {}) =>
  JSON.stringify({ ...key.export({ format: 'jwk' }), ...more });

const kid = thumbprintOf(ec.publicKey);
/** The uncompressed point of P-256, at the end of the DER of a private key. */
const POINT_BYTES = 65;

const NEITHER = 'is neither a key in PEM nor a JWK. Write the text of such a file';

describe('readKeyOf', () => {
  it.each([
    ['PKCS #8', pkcs8(ec.privateKey)],
    ['SEC 1', ec.privateKey.export({ type: 'sec1', format: 'pem' }).toString()],
    ['a JWK', jwk(ec.privateKey)],
    ['a JWK with alg and use', jwk(ec.privateKey, { alg: 'ES256', use: 'sig' })],
    ['a JWK with key_ops', jwk(ec.privateKey, { key_ops: ['sign'] })],
    ['a JWK after white space', `\n ${jwk(ec.privateKey)}`],
  ])('reads a private key in %s', (_, text) => {
    const key = readKeyOf('ES256', text);
    expect(key).toMatchObject({ algorithm: 'ES256', kid });
    expect('privateKey' in key && key.privateKey?.type).toBe('private');
    expect('publicKey' in key && key.publicKey.type).toBe('public');
  });

  it.each([
    ['PEM', spki(ec.publicKey)],
    ['a JWK', jwk(ec.publicKey)],
    ['a JWK with key_ops', jwk(ec.publicKey, { key_ops: ['verify'] })],
  ])('reads a public key in %s', (_, text) => {
    expect(readKeyOf('ES256', text)).toMatchObject({ kid, privateKey: undefined });
  });

  it.each(['pkcs8', 'sec1'] as const)(
    'returns a problem for PEM (%s) that contains the public key of another private key',
    (type) => {
      const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
      const point = other.export({ type: 'spki', format: 'der' }).subarray(-POINT_BYTES);
      const der = ec.privateKey.export({ type, format: 'der' });
      const mixed = Buffer.concat([der.subarray(0, -POINT_BYTES), point]).toString('base64');
      const label = type === 'sec1' ? 'EC PRIVATE KEY' : 'PRIVATE KEY';
      const pem = `-----BEGIN ${label}-----\n${mixed}\n-----END ${label}-----\n`;
      expect(readKeyOf('ES256', pem)).toEqual({
        problem: 'has a public part that belongs to another key',
      });
    },
  );

  it('returns a problem for public members of another private key', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
      format: 'jwk',
    });
    expect(readKeyOf('ES256', jwk(ec.privateKey, { x: other.x, y: other.y }))).toEqual({
      problem: 'is a JWK whose public members belong to another key',
    });
  });

  it.each<[string, string, string]>([
    [
      'another type',
      pkcs8(rsa.privateKey),
      'is an RSA key of 2048 bits. ES256 needs an EC key on the curve P-256',
    ],
    [
      'another curve',
      pkcs8(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey),
      'is an EC key on the curve secp384r1. ES256 needs an EC key on the curve P-256',
    ],
    [
      'Ed25519',
      pkcs8(ed.privateKey),
      'is a key of type ed25519. ES256 needs an EC key on the curve P-256',
    ],
    [
      'another alg',
      jwk(ec.privateKey, { alg: 'ES384' }),
      'has the alg "ES384", which is not ES256',
    ],
    [
      'another use',
      jwk(ec.privateKey, { use: 'enc' }),
      'has the use "enc". Make a key with the use "sig"',
    ],
    [
      'other operations (Project Wycheproof, json_web_signature_test.json 356)',
      jwk(ec.privateKey, { key_ops: ['encrypt', 'decrypt'] }),
      'has the key_ops ["encrypt","decrypt"]. Make a key with the key_ops ["sign"]',
    ],
    [
      'operations that are no list',
      jwk(ec.privateKey, { key_ops: 'sign' }),
      'has the key_ops "sign". Make a key with the key_ops ["sign"]',
    ],
    ['a secret', '{"kty":"oct","k":"AAAA"}', 'is a symmetric JWK. Use JWT_SECRET for HS256'],
    [
      'an encrypted key',
      ec.privateKey
        .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'p' })
        .toString(),
      'is encrypted. Decrypt it with openssl pkcs8, and protect the file with its permissions instead',
    ],
    ['no key', 'a key', NEITHER],
    ['a broken PEM', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', NEITHER],
    ['a broken JWK', '{"kty":"EC"', NEITHER],
    ['a JWK without members', '{}', NEITHER],
    ['an empty text', '', NEITHER],
  ])('returns a problem for %s', (_, text, problem) => {
    expect(readKeyOf('ES256', text)).toEqual({ problem });
  });

  it('returns a problem for a value that is not a text', () => {
    expect(readKeyOf('ES256', 5 as unknown as string)).toEqual({ problem: NEITHER });
  });
});

it('readKeyOf names the type of a private key that cannot sign', () => {
  const { privateKey } = generateKeyPairSync('x25519');
  const problem = 'is a key of type x25519. EdDSA needs an Ed25519 key';
  for (const text of [pkcs8(privateKey), jwk(privateKey)]) {
    expect(readKeyOf('EdDSA', text)).toEqual({ problem });
  }
});

describe('readKeyOfAny', () => {
  it.each([
    ['EC', pkcs8(ec.privateKey), 'ES256'],
    ['RSA in PEM', pkcs8(rsa.privateKey), 'RS256'],
    ['RSA in a JWK with alg', jwk(rsa.privateKey, { alg: 'PS256' }), 'PS256'],
    ['Ed25519', spki(ed.publicKey), 'EdDSA'],
    ['Ed25519 in a private JWK', jwk(ed.privateKey), 'EdDSA'],
  ])('finds the algorithm of a key of %s', (_, text, algorithm) => {
    expect(readKeyOfAny(text)).toMatchObject({ algorithm });
  });

  it.each([
    [
      'an unsupported curve',
      pkcs8(generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey),
      /^is an EC key on the curve secp521r1\. Write an RSA key of at least 2048 bits, or an EC key/,
    ],
    [
      'RSA with the exponent 1',
      jwk(rsa.publicKey, { e: 'AQ' }),
      /^is an RSA key of 2048 bits with the exponent 1\. Write /,
    ],
    [
      'Ed25519 of small order',
      jwk(ed.publicKey, { x: `AQ${'A'.repeat(41)}` }),
      /^is an Ed25519 key of small order\. Write /,
    ],
    [
      'an alg of another type',
      jwk(ec.privateKey, { alg: 'RS256' }),
      /^is an EC key on the curve prime256v1\. Write /,
    ],
    ['no key', '', /^is neither/],
  ])('returns a problem for %s', (_, text, problem) => {
    expect(readKeyOfAny(text)).toEqual({ problem: expect.stringMatching(problem) });
  });
});
