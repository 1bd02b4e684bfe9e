import type { SessionStatusCache } from '../../../sessions/session-status-cache.js';
import type { AccessCookie } from '../../cookies/access-cookie.js';
import type { KeySource } from '../../../keys/key-source.js';

/** The settings for the verification of access tokens. */
export interface Verification {
  readonly keys: KeySource;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  readonly clockToleranceMs: number;
  /** Undefined: the session is not checked, and a token works until it expires. */
  readonly sessionStatus: SessionStatusCache | undefined;
  /** Undefined: access tokens are only in the `Authorization` header. */
  readonly accessCookie?: AccessCookie | undefined;
}

/** Injection token of the verification. */
export const VERIFICATION = Symbol('VERIFICATION');
