import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { type Claims, SECRET, sign } from '../../../test/support/jwt.js';
import { JwtService } from '@nestjs/jwt';
import type { AuthModuleOptions } from '../config/auth.options.js';
import { resolveAuthSettings } from '../config/auth.settings.js';
import { KeyRing } from '../keys/key-ring.js';
import { TokenCodec } from './token-codec.js';

const NEW_SECRET = 'Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0Aa';
const NOW = 1_700_000_000;

function codecOf(options: Partial<AuthModuleOptions> = {}): TokenCodec {
  const settings = resolveAuthSettings({ secret: SECRET, ...options });
  const clock = new FakeClock(NOW * 1000);
  return new TokenCodec(new JwtService(), new KeyRing(settings, clock), settings, clock);
}

const CLAIMS: Claims = { token_type: 'access', exp: NOW + 1, jti: 'id' };
const signed = (change: Claims = {}) => sign({ ...CLAIMS, ...change }, SECRET);

describe(TokenCodec.name, () => {
  it('verifies a token that it has signed', () => {
    const codec = codecOf();
    const claims = { ...CLAIMS, iat: NOW };
    const read = codec.verify(codec.sign(claims), 'access');
    expect(read).toEqual({ claims, isExpired: false });
  });

  it('returns isExpired for a token that has only expired', () => {
    expect(codecOf().verify(signed({ exp: NOW }))).toMatchObject({ isExpired: true });
    expect(codecOf().verify(signed({ exp: NOW + 1 }))).toMatchObject({ isExpired: false });
  });

  it.each([
    ['Token has wrong type', codecOf(), 'refresh'],
    ['Token is invalid or expired', codecOf({ issuer: 'https://issuer.example' }), 'access'],
    ['Token is invalid or expired', codecOf({ audience: 'orders' }), 'access'],
  ] as const)('rejects with "%s" a token with other claims', (message, codec, type) => {
    const refusal = expect.objectContaining({ code: 'invalid_token', message });
    expect(() => codec.verify(signed(), type)).toThrow(refusal);
  });

  it('accepts any type when none is expected', () => {
    expect(codecOf().verify(signed()).claims).toMatchObject({ token_type: 'access' });
  });

  it('accepts an iat within the clock tolerance', () => {
    const codec = codecOf({ clockTolerance: '5s' });
    expect(codec.verify(signed({ iat: NOW + 5 })).isExpired).toBe(false);
    expect(() => codec.verify(signed({ iat: NOW + 6 }))).toThrow('Token is invalid or expired');
  });

  it.each([
    ['not a compact JWS with an expected header', 'no token'],
    ['not a compact JWS with an expected header', sign(CLAIMS, SECRET, { alg: 'HS384' })],
    ['the signature does not verify', sign(CLAIMS, NEW_SECRET)],
  ])('rejects a token with the detail "%s" and a general message', (detail, token) => {
    const message = 'Token is invalid or expired';
    const refusal = { code: 'invalid_token', message, detail };
    expect(() => codecOf().verify(token)).toThrow(expect.objectContaining(refusal));
  });

  describe('with a previous secret', () => {
    const codec = codecOf({ secret: NEW_SECRET, previousSecret: SECRET });

    it('verifies tokens of both secrets', () => {
      for (const secret of [SECRET, NEW_SECRET]) {
        expect(codec.verify(sign(CLAIMS, secret)).claims).toEqual(CLAIMS);
      }
    });

    it('rejects a token of a third secret', () => {
      const token = sign(CLAIMS, 'Mc6Lp3Jh8Gf5Ds0AaZt7Rk2Wq9Xv4Bn1');
      expect(() => codec.verify(token)).toThrow('Token is invalid or expired');
    });

    it('signs with the current secret', () => {
      expect(codec.sign({ ...CLAIMS, iat: NOW })).toBe(sign({ ...CLAIMS, iat: NOW }, NEW_SECRET));
    });
  });
});
