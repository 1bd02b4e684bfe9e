import { describe, expect, it } from '@jest/globals';
import { makePair } from '../../../test/support/jws.js';
import type { RingKey } from '../domain/keys/ring-key.js';
import { signingProblems } from './signing-problems.js';

const { publicKey, privateKey } = makePair('ES256');
const NOW = 1_000;
const key = (kid: string, startsAt: number): RingKey => ({
  algorithm: 'ES256',
  kid,
  startsAt,
  publicKey,
  privateKey,
});
const publicOnly = (one: RingKey): RingKey => ({ ...one, privateKey: undefined });
const problemOf = (kid: string) =>
  `The key ${kid} signs, but it has only its public part. Add the private one.`;
const NONE = 'No key of ES256 signs now. Make one with: keyturn keys generate';

describe('signingProblems', () => {
  it.each<[string, RingKey[], string[]]>([
    ['a key that starts now', [key('a', NOW)], []],
    ['no key', [], [NONE]],
    ['only a key that starts later', [key('a', NOW + 1)], [NONE]],
    ['only a key of another algorithm', [{ ...key('a', 0), algorithm: 'ES384' }], [NONE]],
    ['a current key without its private part', [publicOnly(key('a', 0))], [problemOf('a')]],
    ['a previous key without its private part', [key('b', 9), publicOnly(key('a', 0))], []],
    [
      'every current and next key without its private part',
      [publicOnly(key('c', NOW + 2)), key('b', NOW + 1), publicOnly(key('a', 0))],
      [problemOf('a'), problemOf('c')],
    ],
  ])('returns the problems of %s', (_, keys, problems) => {
    expect(signingProblems(keys, 'ES256', NOW)).toEqual(problems);
  });

  it('returns no problem with HS256, which needs no key pair', () => {
    expect(signingProblems([publicOnly(key('a', 0))], 'HS256', NOW)).toEqual([]);
  });
});
