import { type KeyObject, sign, verify } from 'node:crypto';

/**
 * Signs the input of a JWS with Ed25519 (RFC 8037 §3.1). jsonwebtoken does not have this algorithm.
 *
 * @param input the encoded header and payload
 * @returns the signature in base64url
 */
export const signEd25519 = (input: string, privateKey: KeyObject): string =>
  sign(null, Buffer.from(input), privateKey).toString('base64url');

/**
 * Verifies the signature of a compact JWS. The caller has checked its `alg` and the type of the key.
 *
 * @param token as accepted by `parseCompactJws`
 */
export function hasValidEd25519(token: string, publicKey: KeyObject): boolean {
  const end = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(end + 1), 'base64url');
  return verify(null, Buffer.from(token.slice(0, end)), publicKey, signature);
}

/**
 * The encodings of the points of small order in hexadecimal, also the ones that are not canonical,
 * without the sign bit. For such a public key, one signature in eight without a private key verifies,
 * and every one for the neutral point.
 */
const SMALL_ORDER: readonly string[] = [
  `00${'00'.repeat(31)}`,
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
];

/** Checks whether the public key of Ed25519 is a point of small order. */
export function hasSmallOrder(key: KeyObject): boolean {
  const bytes = Buffer.from(key.export({ format: 'jwk' }).x!, 'base64url');
  bytes[31]! &= 0x7f;
  return SMALL_ORDER.includes(bytes.toString('hex'));
}
