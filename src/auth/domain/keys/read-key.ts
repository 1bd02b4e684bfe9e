import {
  createPrivateKey,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import {
  ASYMMETRIC_ALGORITHMS,
  type AsymmetricAlgorithm,
  isKeyOf,
  KEYS_OF,
  MIN_RSA_EXPONENT,
} from './algorithm.js';
import { hasSmallOrder } from './ed25519.js';
import { thumbprintOf } from './jwk.js';
import type { RingKey } from './ring-key.js';

/** A key without the time from which it signs. */
export type KeyPair = Omit<RingKey, 'startsAt'>;

/**
 * Reads a key in PEM (PKCS #8, PKCS #1, SEC 1, or SPKI for a public key) or as a JWK (RFC 7517).
 *
 * @returns the key, or a problem that follows the name of the key: `is …`. It never contains the text
 */
export function readKeyOf(
  algorithm: AsymmetricAlgorithm,
  text: string,
): KeyPair | { problem: string } {
  const parsed = parseText(text);
  if ('problem' in parsed) return parsed;
  const { publicKey, alg } = parsed;
  if (!isKeyOf(algorithm, publicKey)) {
    return { problem: `is ${describe(publicKey)}. ${algorithm} needs ${KEYS_OF[algorithm]}` };
  }
  if (alg !== undefined && alg !== algorithm) {
    return { problem: `has the alg ${JSON.stringify(alg)}, which is not ${algorithm}` };
  }
  return pairWith(algorithm, parsed);
}

/**
 * Reads a key, and takes its algorithm from the `alg` of its JWK or from its type. A PEM text of RSA
 * is a key of RS256.
 *
 * @returns as `readKeyOf`
 */
export function readKeyOfAny(text: string): KeyPair | { problem: string } {
  const parsed = parseText(text);
  if ('problem' in parsed) return parsed;
  const { publicKey, alg } = parsed;
  const fitting = ASYMMETRIC_ALGORITHMS.filter((one) => isKeyOf(one, publicKey));
  const algorithm = alg === undefined ? fitting[0] : fitting.find((one) => one === alg);
  if (algorithm !== undefined) return pairWith(algorithm, parsed);
  const needed = Object.values(KEYS_OF).filter((one, index, all) => all.indexOf(one) === index);
  return { problem: `is ${describe(publicKey)}. Write ${needed.join(', or ')}` };
}

const pairWith = (
  algorithm: AsymmetricAlgorithm,
  { publicKey, privateKey }: ParsedKey,
): KeyPair => ({ algorithm, publicKey, privateKey, kid: thumbprintOf(publicKey) });

const parseText = (text: string): Parsed => {
  // An option from JavaScript may have any type.
  if (typeof (text as unknown) !== 'string') return INVALID;
  return text.trimStart().startsWith('{') ? parseJwk(text) : parsePem(text);
};

interface ParsedKey {
  publicKey: KeyObject;
  privateKey: KeyObject | undefined;
  /** The member of a JWK. */
  alg?: unknown;
}

type Parsed = ParsedKey | { problem: string };

const INVALID = {
  problem: 'is neither a key in PEM nor a JWK. Write the text of such a file',
};

const ENCRYPTED = {
  problem:
    'is encrypted. Decrypt it with openssl pkcs8, and protect the file with its permissions instead',
};

function parsePem(text: string): Parsed {
  if (/ENCRYPTED/.test(text)) return ENCRYPTED;
  return /PRIVATE KEY/.test(text)
    ? parse(() => pairOf(createPrivateKey(text), 'has a public part that belongs to another key'))
    : parse(() => ({ publicKey: createPublicKey(text), privateKey: undefined }));
}

function parseJwk(text: string): Parsed {
  const jwk = parseObject(text);
  if (jwk === undefined) return INVALID;
  const { alg, use, kty, key_ops: operations } = jwk;
  if (kty === 'oct') return { problem: 'is a symmetric JWK. Use JWT_SECRET for HS256' };
  if (use !== undefined && use !== 'sig') {
    return { problem: `has the use ${JSON.stringify(use)}. Make a key with the use "sig"` };
  }
  if (operations !== undefined && !allowsSignatures(operations)) {
    const shown = JSON.stringify(operations);
    return { problem: `has the key_ops ${shown}. Make a key with the key_ops ["sign"]` };
  }
  const key = { key: jwk as JsonWebKey, format: 'jwk' } as const;
  return jwk['d'] === undefined
    ? parse(() => ({ publicKey: createPublicKey(key), privateKey: undefined, alg }))
    : parse(() => ({ ...pairOf(createPrivateKey(key), MIXED_JWK), alg }));
}

/** RFC 7517 §4.3. */
const allowsSignatures = (operations: unknown): boolean =>
  Array.isArray(operations) && (operations.includes('sign') || operations.includes('verify'));

const MIXED_JWK = 'is a JWK whose public members belong to another key';

/**
 * Reads the public key that the text of a private key contains. OpenSSL does not compare the two. If
 * they are not a pair, no verifier could accept the tokens of the private key.
 *
 * @param mixed the problem of keys that are not a pair
 */
function pairOf(privateKey: KeyObject, mixed: string): Parsed {
  const publicKey = createPublicKey(privateKey);
  const isPair = !canSign(publicKey) || isSignedBy(privateKey, publicKey);
  return isPair ? { publicKey, privateKey } : { problem: mixed };
}

/** Checks the type of a key. `isKeyOf` rejects all others, with their names. */
const canSign = ({ asymmetricKeyType: type }: KeyObject): boolean =>
  type === 'rsa' || type === 'ec' || type === 'ed25519';

function isSignedBy(privateKey: KeyObject, publicKey: KeyObject): boolean {
  const data = Buffer.from('a signature of the private key');
  const hash = publicKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return verify(hash, data, publicKey, sign(hash, data, privateKey));
}

function parse(work: () => Parsed): Parsed {
  try {
    return work();
  } catch {
    return INVALID;
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function describe(key: KeyObject): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'rsa') {
    const { modulusLength, publicExponent } = details!;
    const weakness =
      publicExponent! < MIN_RSA_EXPONENT ? ` with the exponent ${publicExponent}` : '';
    return `an RSA key of ${modulusLength} bits${weakness}`;
  }
  if (type === 'ed25519' && hasSmallOrder(key)) return 'an Ed25519 key of small order';
  return type === 'ec' ? `an EC key on the curve ${details?.namedCurve}` : `a key of type ${type}`;
}
