import type { ClientInfo } from './login.js';

/** Things an operator wants to know, in the words of OWASP's logging vocabulary where it has one. */
export interface AuthEvent {
  /**
   * - `authn_token_reuse`: a spent token came back from someone who did not spend it, or without
   *   proof; its login has been ended
   * - `authn_token_superseded`: a client came back with a token that it spent itself, long ago;
   *   refused, nothing ended
   * - `authn_token_ahead`: the token was newer than the database, which must have been set back to
   *   an older state; the client goes on
   */
  type: 'authn_token_reuse' | 'authn_token_superseded' | 'authn_token_ahead';
  /** The login: claim `sid`. */
  sid: string;
  userId: string;
  /** Claim `gen` of the token that was presented. */
  presentedGeneration: number;
  currentGeneration: number;
  /** Who presented it. */
  presenter: ClientInfo;
  /** Who holds the current token, as far as is known: who refreshed last. */
  holder: ClientInfo;
}

/** Where events go. MUST NOT throw, and MUST NOT keep a request waiting. */
export abstract class AuthEvents {
  abstract emit(event: AuthEvent): void;
}
