import { constants, createHmac, createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import type { TestVector } from './vectors.js';

/** Checks with Node's own cryptography that the RFC's signature is correct, and was copied correctly. */
export function isVerified({ algorithm, key, signed }: TestVector): boolean {
  if (key === undefined) return signed.signature === '';
  const input = Buffer.from(`${signed.header}.${signed.payload}`);
  const signature = Buffer.from(signed.signature, 'base64url');
  if (algorithm.startsWith('HS')) return hs256(key, input).equals(signature);
  const hash = `sha${algorithm.slice(2)}`;
  const publicKey = createPublicKey({ format: 'jwk', key });
  return verify(
    hash,
    input,
    { key: publicKey, ...RESPONSE_SCHEMAS[algorithm.slice(0, 2)] },
    signature,
  );
}

const hs256 = ({ k = '' }: JsonWebKey, input: Buffer): Buffer =>
  createHmac('sha256', Buffer.from(k, 'base64url')).update(input).digest();

const PSS = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
};

/** RFC 7518 §3.4 and §3.5. */
const RESPONSE_SCHEMAS: Readonly<Record<string, object>> = {
  ES: { dsaEncoding: 'ieee-p1363' },
  PS: PSS,
};
