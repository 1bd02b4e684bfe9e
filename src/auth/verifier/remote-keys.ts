import { KeyObject } from 'node:crypto';
import type { RemoteJWKSet } from 'jose';
import { AuthError } from '../domain/auth-error.js';
import {
  type AsymmetricAlgorithm,
  ASYMMETRIC_ALGORITHMS,
  isKeyOf,
} from '../domain/keys/algorithm.js';
import type { JwsHeader, VerificationKey } from '../domain/keys/verification-key.js';
import type { KeySource } from '../keys/key-source.js';

/** Codes of jose when the keys were read, but none of them is the token's. */
const NO_MATCHING_KEY = ['ERR_JWKS_NO_MATCHING_KEY', 'ERR_JWKS_MULTIPLE_MATCHING_KEYS'];

type Jose = Pick<typeof import('jose'), 'createRemoteJWKSet'>;

/** The keys that the issuer publishes (RFC 7517 §5). jose fetches and caches them. */
export class RemoteKeys implements KeySource {
  readonly algorithms = ASYMMETRIC_ALGORITHMS;
  readonly version = undefined;
  private readonly find: RemoteJWKSet;

  constructor(url: URL, jose: Jose) {
    this.find = jose.createRemoteJWKSet(url);
  }

  /** Finds the key by the token's `kid` and `alg`. Ignores the rest of its header. */
  async keysFor({ kid, alg }: JwsHeader): Promise<readonly VerificationKey[]> {
    const algorithm = alg as AsymmetricAlgorithm;
    try {
      const key = KeyObject.from(await this.find({ alg, ...(kid !== undefined && { kid }) }));
      return isKeyOf(algorithm, key) ? [{ algorithm, key }] : [];
    } catch (cause) {
      if (NO_MATCHING_KEY.includes((cause as { code?: string }).code ?? '')) return [];
      throw new AuthError('temporarily_unavailable', { detail: 'no keys from jwksUri', cause });
    }
  }
}
