import type { ClientInfo } from './login.js';

interface RefreshEvent {
  /** The login: claim `sid`. */
  sid: string;
  userId: string;
  /** Of the token that was presented. */
  presentedGeneration: number;
  currentGeneration: number;
  /** Who presented it. */
  presenter: ClientInfo;
}

/** Things an operator wants to know, in the words of OWASP's logging vocabulary where it has one. */
export type AuthEvent =
  /** A spent token came back from someone who did not spend it: its login has been ended. */
  | (RefreshEvent & { type: 'authn_token_reuse'; holder: ClientInfo })
  /** A client came back with a token that it spent itself, long ago: refused, nothing ended. */
  | (RefreshEvent & { type: 'authn_token_superseded' })
  /** The token was newer than the database, which must have been restored: the client goes on. */
  | (RefreshEvent & { type: 'authn_token_ahead' });

/** Where events go. MUST NOT throw, and MUST NOT keep a request waiting. */
export abstract class AuthEvents {
  abstract emit(event: AuthEvent): void;
}
