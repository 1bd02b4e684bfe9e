import { createSecretKey } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { describe, expect, it } from '@jest/globals';
import { SECRET, sign } from '../../../test/support/jwt.js';
import { hasValidHs256, signHs256 } from './hs256.js';

/** Changes the first character. */
const flipped = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);

const key = createSecretKey(Buffer.from(SECRET));
const CLAIMS = {
  token_type: 'refresh',
  exp: 1_700_086_400,
  iat: 1_700_000_000,
  sub: 'Zoë 🔑',
  gen: 0,
};

describe('signHs256', () => {
  it.each([
    ['the claims of a token', CLAIMS],
    ['nested claims', { ...CLAIMS, roles: ['reader', null], address: { city: 'Köln' } }],
  ])('returns the same bytes as the JwtService of @nestjs/jwt for %s', (_, claims) => {
    const jwt = new JwtService({ secret: SECRET, signOptions: { algorithm: 'HS256' } });
    expect(signHs256(claims, key)).toBe(jwt.sign(claims));
  });
});

describe('hasValidHs256', () => {
  const token = sign(CLAIMS, SECRET);
  const [header = '', payload = '', signature = ''] = token.split('.');

  it('accepts the signature of the key', () => {
    expect(hasValidHs256(token, key)).toBe(true);
    expect(hasValidHs256(sign(CLAIMS, SECRET, { typ: 'JWT', alg: 'HS256' }), key)).toBe(true);
  });

  it.each([
    ['of another key', sign(CLAIMS, `${SECRET}x`)],
    [
      'of other claims',
      `${header}.${sign({ ...CLAIMS, gen: 1 }, SECRET).split('.')[1]}.${signature}`,
    ],
    [
      'of another header',
      `${sign(CLAIMS, SECRET, { alg: 'none' }).split('.')[0]}.${payload}.${signature}`,
    ],
    ['that is empty', `${header}.${payload}.`],
    ['that is cut off', token.slice(0, -1)],
    ['that is continued', `${token}A`],
    ['in which a bit is changed', `${header}.${payload}.${flipped(signature)}`],
    [
      'in base64 instead of base64url',
      `${header}.${payload}.${Buffer.from(signature, 'base64url').toString('base64')}`,
    ],
    ['that is not ASCII', `${header}.${payload}.${'é'.repeat(signature.length)}`],
  ])('rejects a signature %s', (_, forged) => {
    expect(hasValidHs256(forged, key)).toBe(false);
  });
});
