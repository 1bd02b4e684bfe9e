/** What a request does to the session that its token names; `sid`, where anything of it changes. */
export type Deed =
  | { does: 'nothing' | 'reissue' | 'stale' }
  | { does: 'rotation'; sid: string; from: number; isAhead: boolean }
  | { does: 'end'; sid: string; reason: 'logout' | 'reuse' };

/** What must become of a token that is presented. */
export interface Verdict {
  /** {@link ACCEPTED}, or the sentence that the wire has for it. */
  says: string;
  deed: Deed;
}

export const ACCEPTED = 'accepted';
export const INVALID = 'Token is invalid or expired';

export const refused = (says: string, deed: Deed = { does: 'nothing' }): Verdict => ({
  says,
  deed,
});

export const accepted = (deed: Deed = { does: 'nothing' }): Verdict => ({ says: ACCEPTED, deed });
