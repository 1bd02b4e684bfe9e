import type { RawClaims } from '../domain/compact-jws.js';

/** The options of a log-in that the policy has allowed already. */
export class AllowedLogin {
  /**
   * @param claims that the policy adds to both tokens
   * @param replaces a refresh token of the session that the new one replaces
   */
  constructor(
    readonly claims: RawClaims,
    readonly replaces: string | undefined,
  ) {}
}
