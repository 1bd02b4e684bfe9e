import type { RawClaims } from '../domain/compact-jws.js';

/** Identifies an earlier session, which a log-in revokes. */
export interface ReplacedSession {
  /** A refresh token of the session, such as the one in the browser's cookie. */
  replaces?: string | undefined;
  /**
   * The ID of the session, for a browser whose refresh token has expired. Ignored if `replaces` is
   * valid, or if the session belongs to another user.
   */
  replacesSid?: string | undefined;
}

/** The options of a log-in that the policy has allowed already. */
export class AllowedLogin {
  readonly replaces: string | undefined;
  readonly replacesSid: string | undefined;

  /** @param claims that the policy adds to both tokens */
  constructor(
    readonly claims: RawClaims,
    { replaces, replacesSid }: ReplacedSession,
  ) {
    this.replaces = replaces;
    this.replacesSid = replacesSid;
  }
}
