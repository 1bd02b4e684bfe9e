import { isRevoked, type Session } from './session.js';
import type { User } from './user.js';

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
  return Math.min(session.expiresAt, session.sessionExpiresAt) <= now ? 'expired' : 'active';
}
