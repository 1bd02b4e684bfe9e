import type { KeyObject } from 'node:crypto';
import type { Algorithm } from '../domain/keys/algorithm.js';
import type { JwsHeader, VerificationKey } from '../domain/keys/verification-key.js';
import type { KeySource } from './key-source.js';

/** Configured keys of one algorithm. The current key comes first: most tokens need one attempt. */
export class KnownKeys implements KeySource {
  readonly algorithms: readonly Algorithm[];
  readonly version = 0;
  private readonly keys: readonly VerificationKey[];

  constructor(algorithm: Algorithm, ...keys: (KeyObject | undefined)[]) {
    this.algorithms = [algorithm];
    this.keys = keys.filter((key) => key !== undefined).map((key) => ({ algorithm, key }));
  }

  keysFor({ alg }: JwsHeader): Promise<readonly VerificationKey[]> {
    return Promise.resolve(this.keys.filter(({ algorithm }) => algorithm === alg));
  }
}
