import type { CredentialsRefusal } from './credentials.js';
import type { ThrottleScope } from './throttle/login-counters.js';
import type { ClientInfo, RevocationReason } from './session.js';
import type { RefreshVerdict } from './rotation.js';
import type { UserEvent } from './user-events.js';

/**
 * Security events for operators and applications. The types follow OWASP's logging vocabulary
 * where it has a name. No event contains a token, a password, a key or a user name as it was
 * typed, because people type passwords into the wrong field.
 */
export type AuthEvent =
  | LoginSucceeded
  | LoginUnfamiliar
  | LoginFailed
  | LoginChallenged
  | LoginRefused
  | LoginThrottled
  | LoginLocked
  | LoginThrottleUnavailable
  | TokenCreated
  | TokenReissued
  | TokenRefused
  | TokenStale
  | TokenReused
  | TokenAhead
  | TokenRevoked
  | PasswordRehashed
  | BearerRefused
  | UserEvent;

/** A user logged in. */
export interface LoginSucceeded {
  /** The name of the event. */
  type: 'authn_login_success';
  /** The session: claim `sid`. */
  sid: string;
  /** The user who logged in. */
  userId: string;
  /** The client that sent the credentials. */
  client: ClientInfo;
}

/**
 * A session started from an address or a device that none of the user's earlier sessions in the
 * database has. An application can notify the user. The event follows `authn_login_success`.
 */
export interface LoginUnfamiliar {
  /** The name of the event. */
  type: 'authn_login_unfamiliar';
  /** The new session: claim `sid`. */
  sid: string;
  /** The user who logged in. */
  userId: string;
  /** The client that sent the credentials. */
  client: ClientInfo;
  /** The client's program and device in words, such as `Chrome on Windows`; null if unknown. */
  device: string | null;
  /** What no earlier session has. IPv6 addresses of one /64 count as one address. */
  unknown: readonly UnknownPart[];
  /** Whether the database has no earlier session: after the registration, or a long absence. */
  isFirst: boolean;
}

/** The part of a client that no earlier session has. */
export type UnknownPart = 'address' | 'device';

/** A log-in failed because of its credentials. The response does not show the reason. */
export interface LoginFailed {
  /** The name of the event. */
  type: 'authn_login_fail';
  /** Why the credentials were rejected. `denied`: the log-in policy rejected the log-in. */
  reason: CredentialsRefusal | 'denied';
  /** Null when there is no such user. */
  userId: string | null;
  /** The client that sent the credentials. */
  client: ClientInfo;
}

/** The password was correct, and the log-in policy requires more. No session started. */
export interface LoginChallenged {
  /** The name of the event. */
  type: 'authn_login_challenged';
  /** The code of the response, such as `otp_required`. */
  code: string;
  /** The user whose password was correct. */
  userId: string;
  /** The client that sent the credentials. */
  client: ClientInfo;
}

/**
 * A log-in was refused with a 503: the password was not verified, or the session was not stored.
 * OWASP's `excess_rate_limit_exceeded` does not fit, because no rate is limited.
 */
export interface LoginRefused {
  /** The name of the event. */
  type: 'authn_login_refused';
  /**
   * `queue_full`: too many log-ins wait, and most of them are from this address, or each place is
   * taken by another address. `unavailable`: the database is unavailable or busy.
   */
  reason: 'queue_full' | 'unavailable';
  /** The unavailable part, for the log; null if the store gave no detail. */
  detail: string | null;
  /** Null while the password has not been verified. */
  userId: string | null;
  /** The client that sent the credentials. */
  client: ClientInfo;
}

/**
 * A limit of failed log-ins was exceeded, and a log-in was refused with a 429. The event is emitted
 * for the first refusal of a counter, and not for the ones that follow.
 */
export interface LoginThrottled {
  /** The name of the event. */
  type: 'authn_login_throttled';
  /** The limit that was exceeded. */
  scope: ThrottleScope;
  /** When the next attempt can succeed. */
  retryAfterSeconds: number;
  /** Null when there is no such user. */
  userId: string | null;
  /** The client that sent the credentials. */
  client: ClientInfo;
}

/**
 * An account had too many consecutive failed log-ins from unfamiliar addresses. Such addresses are
 * refused until the cool-down ends. Addresses from which the user has logged in are not.
 */
export interface LoginLocked {
  /** The name of the event. */
  type: 'authn_login_lock';
  /** The duration of the cool-down. */
  coolDownSeconds: number;
  /** Null when there is no such user. */
  userId: string | null;
  /** The client that sent the last credentials. */
  client: ClientInfo;
}

/**
 * The store of the counters cannot be reached. Each process counts log-ins in its own memory until
 * the store works again. The event is emitted at most once a minute.
 */
export interface LoginThrottleUnavailable {
  /** The name of the event. */
  type: 'login_throttle_unavailable';
  /** The error of the store, without data of a request. */
  detail: string;
}

/** Tokens were created: at a log-in, or at a refresh that consumed a token. */
export interface TokenCreated {
  /** The name of the event. */
  type: 'authn_token_created';
  /** `no_rotation`: only an access token was created, because refresh tokens are not rotated. */
  origin: 'login' | 'rotation' | 'no_rotation';
  /** The session: claim `sid`. */
  sid: string;
  /** The user whose session it is. */
  userId: string;
  /** Claim `gen` of the created refresh token. */
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

/** A token whose generation differs from the current generation of its session. */
interface GenerationMismatch {
  /** The session: claim `sid`. */
  sid: string;
  /** The user whose session it is. */
  userId: string;
  /** Claim `gen` of the presented token. */
  presentedGeneration: number;
  /** Claim `gen` of the current refresh token of the session. */
  currentGeneration: number;
  /** The client that presented the token. */
  presenter: ClientInfo;
  /** The client that refreshed last, and so probably has the current token. */
  holder: ClientInfo;
}

/**
 * A token came back with the key that consumed it, after its successor was consumed too. It is an
 * older request of the same client, or a thief copied the client's record. The request was rejected,
 * and the session stays active.
 */
export interface TokenStale extends GenerationMismatch {
  /** The name of the event. */
  type: 'authn_token_stale';
}

/**
 * A consumed token came back without the key that consumed it, or too late. One of the two clients
 * may be a thief, so the session was revoked.
 */
export interface TokenReused extends GenerationMismatch {
  /** The name of the event. */
  type: 'authn_token_reuse';
}

/**
 * A token was newer than its session in the database, as after a restored backup. The refresh
 * succeeded.
 */
export interface TokenAhead extends GenerationMismatch {
  /** The name of the event. */
  type: 'authn_token_ahead';
}

/** A session, every session of a user, or every session of all users was revoked. */
export interface TokenRevoked {
  /** The name of the event. */
  type: 'authn_token_revoked';
  /** Why the session was revoked. */
  reason: RevocationReason;
  /** Null: every session of the user, or of all users. */
  sid: string | null;
  /** The session that was not revoked, if `sid` is null and there is one. */
  except?: string;
  /** The user whose session, or sessions, it was. Null: all users. */
  userId: string | null;
  /** The client whose request revoked it; null if no client's request did. */
  client: ClientInfo | null;
}

/** Why an access token was refused. */
export type BearerRefusal =
  /** Its format, its signature or its claims are not valid. */
  | 'invalid'
  /** It is valid, and its session was revoked or has expired, or does not exist. */
  | 'session_ended'
  /** It is valid, and its user does not exist. */
  | 'user_not_found'
  /** It is valid, and its user is inactive. */
  | 'user_inactive';

/**
 * The guard refused an access token. An expired one causes no event, because every client sends one
 * now and then. The number of events is limited: see `EventAllowance`.
 */
export interface BearerRefused {
  /** The name of the event. */
  type: 'authn_bearer_refused';
  /** Why the token was refused. */
  reason: BearerRefusal;
  /** Null if the token is not valid. */
  sid: string | null;
  /** Null if the token is not valid. */
  userId: string | null;
  /** The client that sent the token. */
  client: ClientInfo;
  /** Refused access tokens of any client since the last such event that caused no event. */
  suppressed: number;
}

/**
 * The hash of a user's password was replaced by a stronger one, after a log-in with that password.
 * The password is the same, and sessions continue.
 */
export interface PasswordRehashed {
  /** The name of the event. */
  type: 'authn_password_rehashed';
  /** The user with the new hash. */
  userId: string;
}

/** `warning`: an operator may have to act. */
export type EventSeverity = 'information' | 'warning';

const SEVERITIES: Record<Exclude<AuthEvent['type'], 'authn_token_reissued'>, EventSeverity> = {
  authn_login_success: 'information',
  authn_login_unfamiliar: 'information',
  authn_login_fail: 'warning',
  authn_login_challenged: 'information',
  authn_login_refused: 'warning',
  authn_login_throttled: 'warning',
  authn_login_lock: 'warning',
  authn_login_unlock: 'information',
  login_throttle_unavailable: 'warning',
  authn_token_created: 'information',
  authn_token_refused: 'information',
  authn_token_stale: 'warning',
  authn_token_reuse: 'warning',
  authn_token_ahead: 'warning',
  authn_token_revoked: 'information',
  authn_password_change: 'information',
  authn_password_rehashed: 'information',
  authn_bearer_refused: 'information',
  user_created: 'information',
  user_activated: 'information',
  user_deactivated: 'information',
  user_deleted: 'information',
  user_updated: 'information',
};

/** The names of all events. */
export const EVENT_TYPES: readonly AuthEvent['type'][] = [
  ...(Object.keys(SEVERITIES) as (keyof typeof SEVERITIES)[]),
  'authn_token_reissued',
];

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
 * Checks whether the client that sent the token again has another address than the client that
 * consumed it. An unknown address does not count as another one.
 */
export const isFromAnotherAddress = ({ client, holder }: TokenReissued): boolean =>
  client.ip !== null && holder.ip !== null && client.ip !== holder.ip;

/**
 * Receives events. An application can replace it.
 *
 * - `emit` MUST return quickly: requests call it and wait for it.
 * - Errors it throws are logged and never affect a request. Promises it returns are not awaited.
 */
export abstract class AuthEvents {
  /** Receives one event. Its result is not awaited. */
  abstract emit(event: AuthEvent): unknown;
}

/** Discards all events. */
export class SilentAuthEvents extends AuthEvents {
  emit(): void {
    // Intentionally empty.
  }
}
