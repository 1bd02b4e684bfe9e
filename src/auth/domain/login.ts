import { createHash } from 'node:crypto';

/** The greatest generation that a token may carry: its successor still fits a signed 32-bit integer. */
export const MAX_GENERATION = 2 ** 31 - 2;

/** Why a login was ended before its time. */
export type RevocationReason =
  'logout' | 'reuse' | 'password_change' | 'deactivated' | 'deleted' | 'admin';

/** What decides whether a user's logins live. */
export interface UserState {
  /** Whether the user may log in and use tokens. */
  isActive: boolean;
  /** Goes up by one whenever all of the user's logins are ended. A login begun with another is dead. */
  tokenVersion: number;
}

/** Where a request came from, as far as the server was told. */
export interface ClientInfo {
  /** The address of the client; null if it is unknown. */
  ip: string | null;
  /** The `User-Agent` header; null without one. */
  userAgent: string | null;
}

/** Of a caller that is no request. */
export const NOWHERE: ClientInfo = { ip: null, userAgent: null };

/**
 * One sign-in and its current refresh token (the literature's token family).
 * Nothing in it is a credential: without the signing key it yields no token.
 * All times are epoch milliseconds.
 */
export interface Login {
  /** Claim `sid`, a UUIDv7. */
  id: string;
  /** The user whose session it is. */
  userId: string;
  /** The user's `tokenVersion` as read before the password was verified. */
  tokenVersion: number;
  /** How often the refresh token was rotated: claim `gen` of the current one. */
  generation: number;
  /** When the current tokens were issued: their `iat`, floored to seconds. */
  rotatedAt: number;
  /** When the current refresh token expires unused: its `exp`, a whole second. */
  expiresAt: number;
  /** When the login ends, however often it is refreshed; a whole second. */
  loginExpiresAt: number;
  /** The last eight consumptions, newest first: see `consumption.ts`. */
  consumed: string;
  /** When the session was revoked; null if it was not. */
  revokedAt: number | null;
  /** Why the session was revoked; null if it was not. */
  revokedReason: RevocationReason | null;
  /** When the session started. */
  createdAt: number;
  /** Where the login was last seen: at sign-in or at its last rotation. */
  ip: string | null;
  /** The `User-Agent` header of that request; null without one. */
  userAgent: string | null;
}

/**
 * What a login is worth to the user who is said to own it.
 * `unknown`: no such login of that user. `ended`: revoked, past its end, or its user is gone,
 * inactive, or has another `tokenVersion` than the login began with.
 */
export type LoginVerdict = 'unknown' | 'ended' | 'living';

export function judgeLogin(
  login: Login | null,
  user: UserState | null,
  userId: string,
  now: number,
): LoginVerdict {
  if (login === null || login.userId !== userId) return 'unknown';
  return isRevoked(login, user) || login.loginExpiresAt <= now ? 'ended' : 'living';
}

/** @param user the user whose session it is; null when the user does not exist */
export function isRevoked(login: Login, user: UserState | null): boolean {
  const isUsers = user?.isActive === true && user.tokenVersion === login.tokenVersion;
  return login.revokedAt !== null || !isUsers;
}

/** `jti` (RFC 7519 §4.1.7) of a login's token of one generation: one generation is one token, for ever. */
export function tokenId(sid: string, generation: number, type: 'access' | 'refresh'): string {
  return createHash('sha256').update(`${sid}:${generation}:${type}`).digest('hex').slice(0, 32);
}
