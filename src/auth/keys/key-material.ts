import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { Algorithm } from '../domain/keys/algorithm.js';
import type { RingKey } from '../domain/keys/ring-key.js';

/** The configured keys. */
export interface KeyMaterial {
  /** The algorithm of new tokens. */
  readonly algorithm: Algorithm;
  /** The secret of HS256, which signs. Undefined with another algorithm. */
  readonly secret: KeyObject | undefined;
  /** Verifies tokens of HS256, and never signs. */
  readonly previousSecret: KeyObject | undefined;
  /** The key pairs, in any order. */
  readonly keys: readonly RingKey[];
  /** The directory of the key pairs, which is read again after a change. */
  readonly directory: string | undefined;
}

/**
 * Returns the secret from which all instances derive the keys of counters and of dummy hashes. With
 * key pairs it comes from the oldest one, so that a new key does not change it.
 */
export function derivationKeyOf({ secret, keys }: KeyMaterial): KeyObject {
  if (secret !== undefined) return secret;
  const [oldest] = keys
    .filter(({ privateKey }) => privateKey !== undefined)
    .toSorted((one, other) => one.startsAt - other.startsAt);
  const bytes = oldest!.privateKey!.export({ type: 'pkcs8', format: 'der' });
  return createSecretKey(Buffer.from(hkdfSync('sha256', bytes, '', 'keyturn derivation', 32)));
}
