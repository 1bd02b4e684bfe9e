import type { KeyObject } from 'node:crypto';
import type { Algorithm } from './algorithm.js';

/** A key that verifies the signatures of one algorithm. */
export interface VerificationKey {
  readonly algorithm: Algorithm;
  /** A public key, or the secret of HS256. */
  readonly key: KeyObject;
  /**
   * Whether tokens without `iss` and `aud` are accepted. The issuer of HS256 did not set them before
   * it changed to a key pair, and only it can sign with the secret.
   */
  readonly mayLackIssuer?: boolean;
}

/** The members of a token's header that select its key (RFC 7515 §4.1). All others are ignored. */
export interface JwsHeader {
  readonly alg: Algorithm;
  readonly kid: string | undefined;
}
