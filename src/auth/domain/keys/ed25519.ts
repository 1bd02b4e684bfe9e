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
