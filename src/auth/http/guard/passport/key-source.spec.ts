import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { algorithmOf, KnownKeys } from './key-source.js';

const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).publicKey;
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).publicKey;

describe('algorithmOf', () => {
  it.each([
    ['RSA of 2048 bits', rsa(2048), 'RS256'],
    ['EC on P-256', ec('P-256'), 'ES256'],
    ['RSA of fewer bits', rsa(1024), undefined],
    ['EC on another curve', ec('P-384'), undefined],
    ['EdDSA', generateKeyPairSync('ed25519').publicKey, undefined],
    ['RSA that is restricted to PSS', generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey, undefined], // prettier-ignore
    ['a secret', createSecretKey(Buffer.alloc(32)), undefined],
  ])('returns the algorithm of %s', (_, key, algorithm) => {
    expect(algorithmOf(key)).toBe(algorithm);
  });
});

it('KnownKeys returns the defined keys in their order', async () => {
  const [current, previous] = ['a', 'b'].map((text) => createSecretKey(Buffer.from(text)));
  expect(await new KnownKeys('HS256', current, previous).keysFor()).toEqual([current, previous]);
  expect(await new KnownKeys('HS256', current, undefined).keysFor()).toEqual([current]);
  expect(new KnownKeys('HS256', current)).toMatchObject({ algorithms: ['HS256'], areFixed: true });
});
