import { describe, expect, it } from '@jest/globals';
import { keyFileName, parseKeyFileName } from './key-file-name.js';

const STARTS_AT = Date.UTC(2026, 11, 1, 12, 30, 5);

describe('parseKeyFileName', () => {
  it.each([
    ['20261201T123005Z.ES256.pem', 'ES256'],
    ['20261201T123005Z.EdDSA.jwk', 'EdDSA'],
    ['20261201T123005Z.PS256.pem', 'PS256'],
  ])('reads %s', (name, algorithm) => {
    expect(parseKeyFileName(name)).toEqual({ startsAt: STARTS_AT, algorithm });
  });

  it.each([
    '',
    'key.pem',
    '20261201T123005Z.pem',
    '20261201T123005Z.HS256.pem',
    '20261201T123005Z.none.pem',
    '20261201T123005Z.es256.pem',
    '20261201T123005Z.ES256.key',
    '20261201T123005Z.ES256.pem.bak',
    '20261201T123005.ES256.pem',
    '20260230T123005Z.ES256.pem',
    '20261201T243005Z.ES256.pem',
    '../20261201T123005Z.ES256.pem',
  ])('rejects %j', (name) => {
    expect(parseKeyFileName(name)).toBeUndefined();
  });
});

it('keyFileName returns the name that parseKeyFileName reads', () => {
  const name = keyFileName({ startsAt: STARTS_AT, algorithm: 'ES384' });
  expect(name).toBe('20261201T123005Z.ES384.pem');
  expect(parseKeyFileName(name)).toEqual({ startsAt: STARTS_AT, algorithm: 'ES384' });
});
