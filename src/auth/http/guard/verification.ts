import type { SessionStatusCache } from '../../sessions/session-status-cache.js';
import type { KeySource } from './key-source.js';

/** By what access tokens are judged. */
export interface Verification {
  readonly keys: KeySource;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  readonly clockToleranceMs: number;
  /** Undefined: nobody is asked whether the session lives, and a token lasts until it expires. */
  readonly sessionStatus: SessionStatusCache | undefined;
}

/** Token under which the verification is injected. */
export const VERIFICATION = Symbol('VERIFICATION');
