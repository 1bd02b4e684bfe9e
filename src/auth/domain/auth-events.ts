import type { CredentialsRefusal } from './credentials.js';
import type { ClientInfo, RevocationReason } from './login.js';
import type { RefreshVerdict } from './rotation.js';

/**
 * What an operator, or the application around this module, may want to know: in the words of
 * OWASP's logging vocabulary where it has one. No event carries a token, a password, a key or a
 * name as it was typed: people type passwords there.
 */
export type AuthEvent =
  | LoginSucceeded
  | LoginFailed
  | LoginRefused
  | TokenCreated
  | TokenReissued
  | TokenRefused
  | TokenSuperseded
  | TokenReused
  | TokenAhead
  | TokenRevoked
  | PasswordChanged;

/** Somebody logged in. */
export interface LoginSucceeded {
  type: 'authn_login_success';
  /** The login: claim `sid`. */
  sid: string;
  userId: string;
  client: ClientInfo;
}

/** Somebody was not let in. The client is told nothing of the reason. */
export interface LoginFailed {
  type: 'authn_login_fail';
  reason: CredentialsRefusal;
  /** Null when there is no such user. */
  userId: string | null;
  client: ClientInfo;
}

/**
 * A log-in ended without a decision, by a 503: the password was not verified, or the session was not
 * stored. OWASP's `excess_rate_limit_exceeded` is something else: no rate is limited here.
 */
export interface LoginRefused {
  type: 'authn_login_refused';
  /**
   * `queue_full`: too many log-ins wait, and most of them from this address, or from as many
   * addresses as there are places. `unavailable`: the database is away or busy.
   */
  reason: 'queue_full' | 'unavailable';
  /** What was away, for the log; null when the store gave no detail. */
  detail: string | null;
  /** Null while the password has not been verified. */
  userId: string | null;
  client: ClientInfo;
}

/** Tokens were made: at a login, and at each refresh that spent one. */
export interface TokenCreated {
  type: 'authn_token_created';
  /** `no_rotation`: an access token alone, where refresh tokens are not rotated. */
  origin: 'login' | 'rotation' | 'no_rotation';
  sid: string;
  userId: string;
  /** Claim `gen` of what was made. */
  generation: number;
  client: ClientInfo;
}

/** A spent refresh token was answered with the same pair again: nothing new came into the world. */
export interface TokenReissued {
  type: 'authn_token_reissued';
  /** `retry`: by the key that spent it. `overlap`: spent without a key, within the reuse interval. */
  verdict: 'retry' | 'overlap';
  sid: string;
  userId: string;
  generation: number;
  client: ClientInfo;
}

/** A refresh token was refused, and nothing was ended. */
export interface TokenRefused {
  type: 'authn_token_refused';
  /**
   * The verdict that the judge of rotation gave, or `invalid`: the token is none of ours.
   * `again`: every attempt met a conflict in the database, and the client was told to come back.
   * `reuse`: as in `authn_token_reuse`, by a request that came too late to end the login itself.
   */
  verdict: 'invalid' | Exclude<RefreshVerdict['kind'], 'retry' | 'overlap' | 'superseded'>;
  /** Null when nothing that the token says can be believed, or it names no login. */
  sid: string | null;
  userId: string | null;
  client: ClientInfo;
}

/** What is known when a token is not of the generation that its login has reached. */
interface OutOfStep {
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

/** A client came back with a token that it spent itself, long ago: refused, and nothing ended. */
export interface TokenSuperseded extends OutOfStep {
  type: 'authn_token_superseded';
}

/**
 * A spent token came back from someone who did not spend it, or without proof: one of the two is
 * a thief. Its login has been ended.
 */
export interface TokenReused extends OutOfStep {
  type: 'authn_token_reuse';
}

/**
 * A token was newer than the database, which must have been set back to an older state. The client
 * goes on.
 */
export interface TokenAhead extends OutOfStep {
  type: 'authn_token_ahead';
}

/** A login, or every login of a user, was ended before its time. */
export interface TokenRevoked {
  type: 'authn_token_revoked';
  reason: RevocationReason;
  /** Null: every login of the user. */
  sid: string | null;
  userId: string;
  /** Whose request ended it; null when it was no request of a client's. */
  client: ClientInfo | null;
}

/** A user has a new password. */
export interface PasswordChanged {
  type: 'authn_password_change';
  userId: string;
}

/** How loudly an event is told: `warning` for what a person may have to look at. */
export type EventSeverity = 'information' | 'warning';

const SEVERITIES: Record<AuthEvent['type'], EventSeverity> = {
  authn_login_success: 'information',
  authn_login_fail: 'warning',
  authn_login_refused: 'warning',
  authn_token_created: 'information',
  authn_token_reissued: 'information',
  authn_token_refused: 'information',
  authn_token_superseded: 'warning',
  authn_token_reuse: 'warning',
  authn_token_ahead: 'warning',
  authn_token_revoked: 'information',
  authn_password_change: 'information',
};

export const severityOf = ({ type }: AuthEvent): EventSeverity => SEVERITIES[type];

/**
 * Where events go: what a host replaces to learn of them.
 *
 * - MUST NOT keep a request waiting: it is called in the middle of one.
 * - What it throws, or rejects with, is logged, and reaches no request.
 */
export abstract class AuthEvents {
  abstract emit(event: AuthEvent): unknown;
}

/** For work that nobody listens to. */
export class SilentAuthEvents extends AuthEvents {
  emit(): void {
    // Nobody is there.
  }
}
