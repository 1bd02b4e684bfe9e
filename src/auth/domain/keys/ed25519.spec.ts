import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hasValidEd25519, signEd25519 } from './ed25519.js';

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

  it('rejects every signature of zeros for a public key of small order', () => {
    const x = Buffer.from([1, ...Array<number>(31).fill(0)]).toString('base64url');
    const small = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    expect(hasValidEd25519(`${INPUT}.${Buffer.alloc(64).toString('base64url')}`, small)).toBe(
      false,
    );
  });
});

it('signEd25519 returns a signature that hasValidEd25519 accepts', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const token = `${INPUT}.${signEd25519(INPUT, privateKey)}`;
  expect(hasValidEd25519(token, publicKey)).toBe(true);
  expect(hasValidEd25519(token, RFC_KEY)).toBe(false);
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
