import { hash } from 'node:crypto';
import type { User } from './user.js';

/**
 * The greatest generation that a token may carry: its successor still fits a signed 32-bit integer.
 */
export const MAX_GENERATION = 2 ** 31 - 2;

/** Why a session was revoked. */
export type RevocationReason =
  | 'logout'
  | 'reuse'
  | 'password_change'
  | 'deactivated'
  | 'deleted'
  | 'admin'
  /** The browser that had the session in its cookie logged in again. */
  | 'replaced'
  /** A new session of the user exceeded the maximum number of sessions. */
  | 'session_limit';

/** The client of a request. */
export interface ClientInfo {
  /** The address of the client; null if it is unknown. */
  ip: string | null;
  /** The `User-Agent` header; null without one. */
  userAgent: string | null;
}

/** The client of a call without a request. */
export const UNKNOWN_CLIENT: ClientInfo = { ip: null, userAgent: null };

/**
 * A session and its current refresh token (docs/rotation.md, The row).
 * All times are epoch milliseconds.
 */
export interface Session {
  /** Claim `sid`, a UUIDv7. */
  id: string;
  /** The user whose session it is. */
  userId: string;
  /** The user's `tokenVersion` as read before the password was verified. */
  tokenVersion: number;
  /** The number of rotations so far: claim `gen` of the current refresh token. */
  generation: number;
  /** When the current tokens were issued: their `iat`, floored to seconds. */
  rotatedAt: number;
  /** When the current refresh token expires unused: its `exp`, a whole second. */
  expiresAt: number;
  /** When the session expires, even if it is refreshed; a whole second. */
  sessionExpiresAt: number;
  /** The last eight consumptions, newest first: see `consumption.ts`. */
  consumed: string;
  /** When the session was revoked; null if it was not. */
  revokedAt: number | null;
  /** Why the session was revoked; null if it was not. */
  revokedReason: RevocationReason | null;
  /** When the session started. */
  createdAt: number;
  /** The client's address at the log-in or at the last rotation. */
  ip: string | null;
  /** The `User-Agent` header of that request; null without one. */
  userAgent: string | null;
}

/** A session about to be stored. Times are epoch milliseconds. */
export type NewSession = Pick<
  Session,
  'id' | 'userId' | 'tokenVersion' | 'rotatedAt' | 'expiresAt' | 'sessionExpiresAt'
> &
  ClientInfo;

/** Returns a new session as it is stored: of generation 0, neither consumed nor revoked. */
export const initialSession = (session: NewSession): Session => ({
  ...session,
  generation: 0,
  consumed: '',
  revokedAt: null,
  revokedReason: null,
  createdAt: session.rotatedAt,
});

/**
 * Whether a session of a user can be used.
 *
 * - `unknown`: the user has no such session
 * - `ended`: it is revoked or past `sessionExpiresAt`, or its user is missing, inactive or has
 *   another `tokenVersion`
 * - `active`: neither of these
 */
export type SessionValidity = 'unknown' | 'ended' | 'active';

/**
 * Classifies the session that a token names.
 *
 * @param userId the user that the token names
 * @param now epoch milliseconds
 */
export function classifySession(
  session: Session | null,
  user: User | null,
  userId: string,
  now: number,
): SessionValidity {
  if (session === null || session.userId !== userId) return 'unknown';
  return isRevoked(session, user) || session.sessionExpiresAt <= now ? 'ended' : 'active';
}

/** @param user the user whose session it is; null when the user does not exist */
function isRevoked(session: Session, user: User | null): boolean {
  const hasValidUser = user?.isActive === true && user.tokenVersion === session.tokenVersion;
  return session.revokedAt !== null || !hasValidUser;
}

/**
 * The state of a session.
 *
 * - `revoked`: it was revoked, or its user is missing, inactive or has another `tokenVersion`
 * - `expired`: its absolute lifetime or its current refresh token has expired
 * - `active`: its current refresh token works
 */
export type SessionState = 'active' | 'expired' | 'revoked';

/**
 * Classifies a session for a list. `RefreshTokenStore.list` filters by the same rule in SQL.
 *
 * With rotation `none` the refresh token keeps its first expiry, so a session expires at a fixed
 * time.
 *
 * @param user the user whose session it is; null when the user does not exist
 * @param now epoch milliseconds; a session expires at its expiry, not after it
 */
export function sessionState(session: Session, user: User | null, now: number): SessionState {
  if (isRevoked(session, user)) return 'revoked';
  return isExpired(session, now) ? 'expired' : 'active';
}

type Expiries = Pick<Session, 'expiresAt' | 'sessionExpiresAt'>;

/** Returns when a session expires unless it is refreshed, in epoch milliseconds. */
export const expiryOf = ({ expiresAt, sessionExpiresAt }: Expiries): number =>
  Math.min(expiresAt, sessionExpiresAt);

/** Checks whether the refresh token or the lifetime of a session has expired. */
export const isExpired = (session: Expiries, now: number): boolean => expiryOf(session) <= now;

/**
 * Returns the `jti` (RFC 7519 §4.1.7) of a token
 * (docs/rotation.md, One token per generation).
 */
export function tokenId(sid: string, generation: number, type: 'access' | 'refresh'): string {
  return hash('sha256', `${sid}:${generation}:${type}`, 'hex').slice(0, 32);
}
