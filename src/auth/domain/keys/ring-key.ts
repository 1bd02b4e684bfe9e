import type { KeyObject } from 'node:crypto';
import type { AsymmetricAlgorithm } from './algorithm.js';

/** A key pair of the key ring. */
export interface RingKey {
  readonly algorithm: AsymmetricAlgorithm;
  /** The thumbprint of the public key (RFC 7638). */
  readonly kid: string;
  readonly publicKey: KeyObject;
  /** Undefined: the key only verifies. */
  readonly privateKey: KeyObject | undefined;
  /** When the key begins to sign, in epoch milliseconds. */
  readonly startsAt: number;
}
