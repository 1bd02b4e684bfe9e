import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { AsymmetricAlgorithm } from '../../src/auth/domain/keys/algorithm.js';
import type { Claims } from './jwt.js';

/** A key pair of an algorithm. */
export interface Pair {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

const MAKE: Readonly<Record<AsymmetricAlgorithm, () => Pair>> = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
};

export const makePair = (algorithm: AsymmetricAlgorithm): Pair => MAKE[algorithm]();

/** How a signature of RSA or EC differs from that of the algorithm. */
export interface Variation {
  hash?: string;
  saltLength?: number;
  dsaEncoding?: 'der' | 'ieee-p1363';
}

/**
 * Signs bytes as RFC 7518 §3 and RFC 8037 §3.1 define it, without code of Keyturn or of a library.
 * The key may be one of another algorithm, as an attacker would use it.
 */
export function signatureOf(
  algorithm: AsymmetricAlgorithm,
  text: string,
  key: KeyObject,
  { hash, saltLength = 32, dsaEncoding = 'ieee-p1363' }: Variation = {},
): Buffer {
  const type = key.asymmetricKeyType;
  const usual = algorithm === 'ES384' ? 'sha384' : 'sha256';
  const isPss = type === 'rsa' && algorithm === 'PS256';
  const pss = isPss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength } : {};
  const digest = type === 'ed25519' ? null : (hash ?? usual);
  return sign(digest, Buffer.from(text), { key, dsaEncoding, ...pss });
}

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Returns the encoded header and payload. @param header as JSON, or an object */
export const inputOf = (header: Claims | string, claims: Claims): string =>
  `${encode(header)}.${encode(claims)}`;

/** Returns a compact JWS of an input and a signature. */
export const compact = (input: string, signature: Uint8Array): string =>
  `${input}.${Buffer.from(signature).toString('base64url')}`;

/** Signs with a text or bytes as the secret of HS256. */
export const hmacOf = (input: string, secret: string | Uint8Array): Buffer =>
  createHmac('sha256', secret).update(input).digest();

/** The orders of the groups (SEC 2 §2.4.2 and §2.5.1, RFC 8032 §5.1). */
const GROUP_ORDERS = {
  ES256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  ES384:
    0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
} as const;

export type EcAlgorithm = keyof typeof GROUP_ORDERS;

/** Reads and writes the two numbers of an EC signature (RFC 7518 §3.4). */
export const ecNumbers = (algorithm: EcAlgorithm) => {
  const order = GROUP_ORDERS[algorithm];
  const size = algorithm === 'ES256' ? 32 : 48;
  const bytesOf = (value: bigint) => Buffer.from(value.toString(16).padStart(size * 2, '0'), 'hex');
  const numberIn = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);
  return {
    order,
    read: (signature: Buffer) =>
      [numberIn(signature.subarray(0, size)), numberIn(signature.subarray(size))] as const,
    write: (r: bigint, s: bigint) => Buffer.concat([bytesOf(r), bytesOf(s)]),
  };
};
