import { readSubject } from '../claims.js';
import type { RawClaims } from '../compact-jws.js';

/** A session that a token may revoke. */
export interface RevocableSession {
  sid: string;
  userId: string;
}

/**
 * Returns the session that a token revokes (RFC 7009 §2.1). A refresh token revokes it at any
 * generation and after its `exp`, as at a log-out. An access token does so only while it is valid,
 * because old access tokens are in logs and caches.
 *
 * @param claims of a token whose signature is verified; all are valid, apart from `exp`
 * @returns undefined if the token revokes nothing
 */
export function revocableSession(
  claims: RawClaims,
  isExpired: boolean,
): RevocableSession | undefined {
  const { sid, userId, generation } = readSubject(claims);
  const type = claims['token_type'];
  const mayRevoke = type === 'refresh' ? generation !== null : type === 'access' && !isExpired;
  return mayRevoke && sid !== null && userId !== null ? { sid, userId } : undefined;
}
