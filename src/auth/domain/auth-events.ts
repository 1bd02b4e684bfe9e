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
  | TokenStale
  | TokenReused
  | TokenAhead
  | TokenRevoked
  | PasswordChanged;

/** Somebody logged in. */
export interface LoginSucceeded {
  /** The name of the event. */
  type: 'authn_login_success';
  /** The login: claim `sid`. */
  sid: string;
  /** The user who logged in. */
  userId: string;
  /** The client that sent the credentials. */
  client: ClientInfo;
}

/** Somebody was not let in. The client is told nothing of the reason. */
export interface LoginFailed {
  /** The name of the event. */
  type: 'authn_login_fail';
  /** Why the credentials were rejected. */
  reason: CredentialsRefusal;
  /** Null when there is no such user. */
  userId: string | null;
  /** The client that sent the credentials. */
  client: ClientInfo;
}

/**
 * A log-in ended without a decision, by a 503: the password was not verified, or the session was
 * not stored. OWASP's `excess_rate_limit_exceeded` does not fit, because no rate is limited.
 */
export interface LoginRefused {
  /** The name of the event. */
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
  /** The client that sent the credentials. */
  client: ClientInfo;
}

/** Tokens were made: at a login, and at each refresh that spent one. */
export interface TokenCreated {
  /** The name of the event. */
  type: 'authn_token_created';
  /** `no_rotation`: an access token alone, where refresh tokens are not rotated. */
  origin: 'login' | 'rotation' | 'no_rotation';
  /** The session: claim `sid`. */
  sid: string;
  /** The user whose session it is. */
  userId: string;
  /** Claim `gen` of what was made. */
  generation: number;
  /** The client that received the tokens. */
  client: ClientInfo;
}

/** A consumed refresh token got the current pair again. No new token was created. */
export interface TokenReissued {
  /** The name of the event. */
  type: 'authn_token_reissued';
  /**
   * `retry`: the request had the key that consumed the token. `withinReuseInterval`: the token was
   * consumed without a key, within the reuse interval.
   */
  verdict: 'retry' | 'withinReuseInterval';
  /** The session: claim `sid`. */
  sid: string;
  /** The user whose session it is. */
  userId: string;
  /** Claim `gen` of the pair that was returned. */
  generation: number;
  /** The client that sent the token. */
  client: ClientInfo;
  /** The client that consumed the token. */
  holder: ClientInfo;
}

/** A refresh token was refused, and no session was revoked. */
export interface TokenRefused {
  /** The name of the event. */
  type: 'authn_token_refused';
  /**
   * The result of `classifyRefresh`, or `invalid`: the token's signature or claims are not valid.
   * `conflict`: every attempt met a conflict in the database, and the response was a 503.
   * `reuse`: as in `authn_token_reuse`, but another request had revoked the session already.
   */
  verdict:
    | 'invalid'
    | Exclude<RefreshVerdict['kind'], 'current' | 'retry' | 'withinReuseInterval' | 'stale'>;
  /** Null if the token is not valid, or names no session. */
  sid: string | null;
  /** Null if the token is not valid, or names no user. */
  userId: string | null;
  /** The client that sent the token. */
  client: ClientInfo;
}

/** What is known when a token is not of the generation that its login has reached. */
interface OutOfStep {
  /** The session: claim `sid`. */
  sid: string;
  /** The user whose session it is. */
  userId: string;
  /** Claim `gen` of the token that was presented. */
  presentedGeneration: number;
  /** Claim `gen` of the current refresh token of the session. */
  currentGeneration: number;
  /** Who presented it. */
  presenter: ClientInfo;
  /** Who holds the current token, as far as is known: who refreshed last. */
  holder: ClientInfo;
}

/**
 * A token came back with the key that consumed it, although its successor has been consumed too: an
 * older request of the same client, or a thief who copied the client's record. It was refused, and
 * the session stays active.
 */
export interface TokenStale extends OutOfStep {
  /** The name of the event. */
  type: 'authn_token_stale';
}

/**
 * A spent token came back from someone who did not spend it, or without proof: one of the two is
 * a thief. Its login has been ended.
 */
export interface TokenReused extends OutOfStep {
  /** The name of the event. */
  type: 'authn_token_reuse';
}

/**
 * A token was newer than the database, which must have been set back to an older state. The client
 * goes on.
 */
export interface TokenAhead extends OutOfStep {
  /** The name of the event. */
  type: 'authn_token_ahead';
}

/** A login, or every login of a user, was ended before its time. */
export interface TokenRevoked {
  /** The name of the event. */
  type: 'authn_token_revoked';
  /** Why the session was revoked. */
  reason: RevocationReason;
  /** Null: every login of the user. */
  sid: string | null;
  /** The user whose session, or sessions, it was. */
  userId: string;
  /** Whose request ended it; null when it was no request of a client's. */
  client: ClientInfo | null;
}

/** A user has a new password. */
export interface PasswordChanged {
  /** The name of the event. */
  type: 'authn_password_change';
  /** The user with the new password. */
  userId: string;
}

/** `warning`: a person may have to look at it. */
export type EventSeverity = 'information' | 'warning';

const SEVERITIES: Record<Exclude<AuthEvent['type'], 'authn_token_reissued'>, EventSeverity> = {
  authn_login_success: 'information',
  authn_login_fail: 'warning',
  authn_login_refused: 'warning',
  authn_token_created: 'information',
  authn_token_refused: 'information',
  authn_token_stale: 'warning',
  authn_token_reuse: 'warning',
  authn_token_ahead: 'warning',
  authn_token_revoked: 'information',
  authn_password_change: 'information',
};

/**
 * Returns the severity of an event, for a log or an alert.
 *
 * A reissued token is a warning if another address sent it than the one that consumed it.
 */
export function severityOf(event: AuthEvent): EventSeverity {
  if (event.type !== 'authn_token_reissued') return SEVERITIES[event.type];
  return isFromAnotherAddress(event) ? 'warning' : 'information';
}

/**
 * Checks whether the client that consumed the token has another address than the client that sent
 * it again. An unknown address is not another one.
 */
export const isFromAnotherAddress = ({ client, holder }: TokenReissued): boolean =>
  client.ip !== null && holder.ip !== null && client.ip !== holder.ip;

/**
 * Where events go: what a host replaces to learn of them.
 *
 * - MUST NOT keep a request waiting: it is called in the middle of one.
 * - What it throws, or rejects with, is logged, and reaches no request.
 */
export abstract class AuthEvents {
  /** Receives one event. Its result is not awaited. */
  abstract emit(event: AuthEvent): unknown;
}

/** For work that nobody listens to. */
export class SilentAuthEvents extends AuthEvents {
  emit(): void {
    // Nobody is there.
  }
}
