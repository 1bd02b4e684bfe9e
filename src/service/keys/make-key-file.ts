import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AsymmetricAlgorithm } from '../../auth/domain/keys/algorithm.js';
import { thumbprintOf } from '../../auth/domain/keys/jwk.js';
import { keyFileName } from '../../auth/domain/keys/key-file-name.js';

/** More than the minimum of 2048, because a key may be used for years. */
const RSA_BITS = 3072;

const GENERATORS: Readonly<
  Record<AsymmetricAlgorithm, () => { publicKey: KeyObject; privateKey: KeyObject }>
> = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: RSA_BITS }),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: RSA_BITS }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
};

/** A new key pair. */
export interface MadeKey {
  kid: string;
  algorithm: AsymmetricAlgorithm;
  /** Epoch milliseconds, whole seconds. */
  startsAt: number;
  file: string;
}

/**
 * Makes a key pair and writes its private key into the directory, readable only by its owner. Creates
 * the directory if it does not exist, and never replaces a file.
 *
 * @param startsAt when the key begins to sign, in epoch milliseconds. Fractions of a second are cut
 * @throws the error of the file system
 */
export function makeKeyFile(
  directory: string,
  algorithm: AsymmetricAlgorithm,
  startsAt: number,
): MadeKey {
  const { publicKey, privateKey } = GENERATORS[algorithm]();
  const start = Math.floor(startsAt / 1000) * 1000;
  const file = keyFileName({ startsAt: start, algorithm });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(join(directory, file), pem, { flag: 'wx', mode: 0o600 });
  return { kid: thumbprintOf(publicKey), algorithm, startsAt: start, file };
}
