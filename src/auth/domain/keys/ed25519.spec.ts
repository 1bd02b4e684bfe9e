import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hasSmallOrder, hasValidEd25519, signEd25519 } from './ed25519.js';

/** RFC 8037, appendix A.4 and A.5. */
const INPUT = 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc';
const SIGNATURE =
  'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';
const X = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
const RFC_KEY = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: X }, format: 'jwk' });

describe('hasValidEd25519', () => {
  it('accepts the signature of RFC 8037', () => {
    expect(hasValidEd25519(`${INPUT}.${SIGNATURE}`, RFC_KEY)).toBe(true);
  });

  it.each([
    ['of zeros', Buffer.alloc(64).toString('base64url')],
    ['that is too short', SIGNATURE.slice(0, -2)],
    ['that is too long', `${SIGNATURE}AA`],
    ['that is empty', ''],
    ['in which a bit is changed', `i${SIGNATURE.slice(1)}`],
    ['whose S is not reduced', withUnreducedS(SIGNATURE)],
  ])('rejects a signature %s', (_, signature) => {
    expect(hasValidEd25519(`${INPUT}.${signature}`, RFC_KEY)).toBe(false);
  });
});

it('signEd25519 returns a signature that hasValidEd25519 accepts', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const token = `${INPUT}.${signEd25519(INPUT, privateKey)}`;
  expect(hasValidEd25519(token, publicKey)).toBe(true);
  expect(hasValidEd25519(token, RFC_KEY)).toBe(false);
});

describe('hasSmallOrder', () => {
  const keyOf = (hex: string) =>
    createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(hex, 'hex').toString('base64url') },
      format: 'jwk',
    });
  const zeros = '00'.repeat(30);
  const ones = 'ff'.repeat(30);
  const POINTS = [
    ['the neutral point', `01${zeros}00`],
    ['the neutral point with a sign', `01${zeros}80`],
    ['a point of order 2', `ec${ones}7f`],
    ['a point of order 4', `00${zeros}00`],
    ['the other point of order 4', `00${zeros}80`],
    ['a point of order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
    ['its negative', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85'],
    [
      'another point of order 8',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    ],
    ['a point of order 4 that is not reduced', `ed${ones}7f`],
    ['the neutral point, not reduced', `ee${ones}ff`],
  ] as const;

  it.each(POINTS)('returns true for %s, for which signatures without a key verify', (_, hex) => {
    const key = keyOf(hex);
    expect(hasSmallOrder(key)).toBe(true);
    // R of small order and S = 0. OpenSSL accepts one in eight at least.
    const forged = POINTS.flatMap(([, r]) =>
      Array.from({ length: 16 }, (_one, i) => {
        const signature = Buffer.from(`${r}${zeros}0000`, 'hex').toString('base64url');
        return hasValidEd25519(`${INPUT}${i}.${signature}`, key);
      }),
    );
    expect(forged).toContain(true);
  });

  it('returns false for other keys', () => {
    expect(hasSmallOrder(RFC_KEY)).toBe(false);
    expect(hasSmallOrder(generateKeyPairSync('ed25519').privateKey)).toBe(false);
  });
});

/** Adds the order L of the group to S (RFC 8032 §5.1.7 requires S < L). */
function withUnreducedS(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url');
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + order;
  const hex = s.toString(16).padStart(64, '0');
  return Buffer.concat([bytes.subarray(0, 32), Buffer.from(hex, 'hex').reverse()]).toString(
    'base64url',
  );
}
