import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { AsymmetricAlgorithm } from './algorithm.js';
import { statesOf } from './key-state.js';
import type { RingKey } from './ring-key.js';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const keyAt = (startsAt: number, algorithm: AsymmetricAlgorithm = 'ES256'): RingKey => ({
  kid: `${algorithm} ${startsAt}`,
  algorithm,
  startsAt,
  publicKey,
  privateKey,
});

const RETENTION_MS = 100;
const stateAt = (now: number, ...keys: RingKey[]) =>
  statesOf(keys, 'ES256', now, RETENTION_MS).map(({ state }) => state);

describe('statesOf', () => {
  it.each([
    [999, ['next', 'next']],
    [1000, ['current', 'next']],
    [1999, ['current', 'next']],
    [2000, ['previous', 'current']],
    [2099, ['previous', 'current']],
    [2100, ['expired', 'current']],
    [9999, ['expired', 'current']],
  ])('at %i, two keys that start at 1000 and 2000 are %j', (now, states) => {
    expect(stateAt(now, keyAt(1000), keyAt(2000))).toEqual(states);
    expect(stateAt(now, keyAt(2000), keyAt(1000))).toEqual(states);
  });

  it('returns when each key ends to sign and to verify', () => {
    expect(statesOf([keyAt(2000), keyAt(1000)], 'ES256', 1500, RETENTION_MS)).toMatchObject([
      { key: keyAt(1000), signsUntil: 2000, verifiesUntil: 2100 },
      { key: keyAt(2000), signsUntil: undefined, verifiesUntil: undefined },
    ]);
  });

  it('keeps a key of another algorithm, whose last signature has no known time', () => {
    expect(stateAt(9999, keyAt(1000), keyAt(500, 'RS256'))).toEqual(['previous', 'current']);
    expect(statesOf([keyAt(500)], 'HS256', 0, RETENTION_MS)).toMatchObject([
      { state: 'previous', signsUntil: undefined, verifiesUntil: undefined },
    ]);
  });
});
