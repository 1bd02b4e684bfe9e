import type { Algorithm } from '../domain/keys/algorithm.js';
import type { JwsHeader, VerificationKey } from '../domain/keys/verification-key.js';

/** The keys that verify access tokens. */
export interface KeySource {
  /** The accepted algorithms, for any header of a token (RFC 8725 §3.1). */
  readonly algorithms: readonly Algorithm[];

  /**
   * Changes when a key is withdrawn: a signature that was verified before may no longer be valid.
   * Undefined: a withdrawal is not noticed, so that no signature stays valid.
   */
  readonly version: number | undefined;

  /**
   * @param header of a token that is not verified
   * @returns the keys of that algorithm to try, in their order; empty if no key can fit
   * @throws {AuthError} `temporarily_unavailable` if the keys cannot be read
   */
  keysFor(header: JwsHeader): Promise<readonly VerificationKey[]>;
}
