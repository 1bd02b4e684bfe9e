/** The effect of a request on the session of its token. `sid`: its row changes. */
export type Effect =
  | { type: 'none' | 'reissue' | 'stale' }
  | { type: 'rotation'; sid: string; from: number; isAhead: boolean }
  | { type: 'revocation'; sid: string; reason: 'logout' | 'reuse' };

/** The expected response to a token. */
export interface Expectation {
  /** {@link ACCEPTED}, or the error message of the HTTP contract. */
  message: string;
  effect: Effect;
}

export const ACCEPTED = 'accepted';
export const INVALID = 'Token is invalid or expired';

export const refused = (message: string, effect: Effect = { type: 'none' }): Expectation => ({
  message,
  effect,
});

export const accepted = (effect: Effect = { type: 'none' }): Expectation => ({
  message: ACCEPTED,
  effect,
});
