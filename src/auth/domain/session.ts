import { createHash } from 'node:crypto';

/** The greatest generation that a token may carry: its successor still fits a signed 32-bit integer. */
export const MAX_GENERATION = 2 ** 31 - 2;

/** Why a session was ended before its time. */
export type RevocationReason =
  'logout' | 'reuse' | 'password_change' | 'deactivated' | 'deleted' | 'admin';

/** What decides whether a user's sessions live. */
export interface UserState {
  isActive: boolean;
  /** Goes up by one whenever all of the user's sessions are ended. A session begun with another is dead. */
  tokenVersion: number;
}

/** Where a request came from, as far as the server was told. */
export interface ClientInfo {
  ip: string | null;
  userAgent: string | null;
}

/** Of a caller that is no request. */
export const NOWHERE: ClientInfo = { ip: null, userAgent: null };

/**
 * One sign-in and its current refresh token (the literature's token family).
 * Nothing in it is a credential: without the signing key it yields no token.
 * All times are epoch milliseconds.
 */
export interface Session {
  /** Claim `sid`, a UUIDv7. */
  id: string;
  userId: string;
  /** The user's `tokenVersion` as read before the password was verified. */
  tokenVersion: number;
  /** How often the refresh token was rotated: claim `gen` of the current one. */
  generation: number;
  /** When the current tokens were issued: their `iat`, floored to seconds. */
  rotatedAt: number;
  /** When the current refresh token expires unused: its `exp`, a whole second. */
  expiresAt: number;
  /** When the session ends, however often it is refreshed; a whole second. */
  sessionExpiresAt: number;
  /** The last eight consumptions, newest first: see `consumption.ts`. */
  consumed: string;
  revokedAt: number | null;
  revokedReason: RevocationReason | null;
  createdAt: number;
  /** Where the session was last seen: at sign-in or at its last rotation. */
  ip: string | null;
  userAgent: string | null;
}

/**
 * What a session is worth to the user who is said to own it.
 * `unknown`: no such session of that user. `ended`: revoked, past its end, or its user is gone,
 * inactive, or has another `tokenVersion` than the session began with.
 */
export type SessionStanding = 'unknown' | 'ended' | 'active';

export function classifySession(
  session: Session | null,
  user: UserState | null,
  userId: string,
  now: number,
): SessionStanding {
  if (session === null || session.userId !== userId) return 'unknown';
  return isRevoked(session, user) || session.sessionExpiresAt <= now ? 'ended' : 'active';
}

/** @param user the user whose session it is; null when the user does not exist */
export function isRevoked(session: Session, user: UserState | null): boolean {
  const isUsers = user?.isActive === true && user.tokenVersion === session.tokenVersion;
  return session.revokedAt !== null || !isUsers;
}

/** `jti` (RFC 7519 §4.1.7) of a session's token of one generation: one generation is one token, for ever. */
export function tokenId(sid: string, generation: number, type: 'access' | 'refresh'): string {
  return createHash('sha256').update(`${sid}:${generation}:${type}`).digest('hex').slice(0, 32);
}
