import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { type Claims, sign } from '../../../test/support/jwt.js';
import { jwtOf, SECRET } from '../../../test/support/token-fixture.js';
import type { AuthModuleOptions } from '../auth.options.js';
import { resolveAuthSettings } from '../auth.settings.js';
import { TokenCodec } from './token-codec.js';

const NEW_SECRET = 'Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0Aa';
const NOW = 1_700_000_000;

function codecOf(options: Partial<AuthModuleOptions> = {}): TokenCodec {
  const settings = resolveAuthSettings({ secret: SECRET, ...options });
  return new TokenCodec(jwtOf(settings), settings, new FakeClock(NOW * 1000));
}

const GOOD: Claims = { token_type: 'access', exp: NOW + 1, jti: 'id' };
const signed = (change: Claims = {}) => sign({ ...GOOD, ...change }, SECRET);

describe(TokenCodec.name, () => {
  it('reads what it has signed', () => {
    const codec = codecOf();
    const claims = { ...GOOD, iat: NOW };
    const read = codec.verify(codec.sign(claims), 'access');
    expect(read).toEqual({ claims, isExpired: false });
  });

  it('says of a token that is only too old that it is', () => {
    expect(codecOf().verify(signed({ exp: NOW }))).toMatchObject({ isExpired: true });
    expect(codecOf().verify(signed({ exp: NOW + 1 }))).toMatchObject({ isExpired: false });
  });

  it.each([
    ['Token has wrong type', codecOf(), 'refresh'],
    ['Token is invalid or expired', codecOf({ issuer: 'https://issuer.example' }), 'access'],
    ['Token is invalid or expired', codecOf({ audience: 'orders' }), 'access'],
  ] as const)('refuses with "%s" what is not for it', (message, codec, type) => {
    const refusal = expect.objectContaining({ code: 'invalid_token', message });
    expect(() => codec.verify(signed(), type)).toThrow(refusal);
  });

  it('takes any type where none is asked for', () => {
    expect(codecOf().verify(signed()).claims).toMatchObject({ token_type: 'access' });
  });

  it('lets a token begin as much later as clocks may differ', () => {
    const codec = codecOf({ clockTolerance: '5s' });
    expect(codec.verify(signed({ iat: NOW + 5 })).isExpired).toBe(false);
    expect(() => codec.verify(signed({ iat: NOW + 6 }))).toThrow('Token is invalid or expired');
  });

  it.each([
    ['not a compact JWS of ours', 'no token'],
    ['not a compact JWS of ours', sign(GOOD, SECRET, { alg: 'HS384' })],
    ['the signature does not verify', sign(GOOD, NEW_SECRET)],
  ])('tells the log that it is %s, and the client that it is invalid', (detail, token) => {
    const message = 'Token is invalid or expired';
    const refusal = { code: 'invalid_token', message, detail };
    expect(() => codecOf().verify(token)).toThrow(expect.objectContaining(refusal));
  });

  it('keeps what the library said of a signature as the cause', () => {
    const cause = expect.objectContaining({ name: 'JsonWebTokenError' });
    const refusal = expect.objectContaining({ cause });
    expect(() => codecOf().verify(sign(GOOD, NEW_SECRET))).toThrow(refusal);
  });

  describe('with a previous secret', () => {
    const codec = codecOf({ secret: NEW_SECRET, previousSecret: SECRET });

    it('reads what either has signed', () => {
      for (const secret of [SECRET, NEW_SECRET]) {
        expect(codec.verify(sign(GOOD, secret)).claims).toEqual(GOOD);
      }
    });

    it('reads nothing that a third has signed', () => {
      const token = sign(GOOD, 'Mc6Lp3Jh8Gf5Ds0AaZt7Rk2Wq9Xv4Bn1');
      expect(() => codec.verify(token)).toThrow('Token is invalid or expired');
    });

    it('signs with the new one', () => {
      expect(codec.sign({ ...GOOD, iat: NOW })).toBe(sign({ ...GOOD, iat: NOW }, NEW_SECRET));
    });
  });
});
