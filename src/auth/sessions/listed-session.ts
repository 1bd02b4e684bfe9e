import type { Session, SessionState } from '../domain/session.js';

/** A session as a list shows it. Times are epoch milliseconds. */
export interface ListedSession extends Pick<
  Session,
  | 'createdAt'
  | 'expiresAt'
  | 'sessionExpiresAt'
  | 'revokedAt'
  | 'revokedReason'
  | 'ip'
  | 'userAgent'
> {
  /** Claim `sid` of its tokens. */
  sid: string;
  /** Whether the session is active, expired or revoked. */
  state: SessionState;
  /** When it was last refreshed. */
  refreshedAt: number;
}

export function toListed(session: Session, state: SessionState): ListedSession {
  const { id: sid, createdAt, rotatedAt: refreshedAt, expiresAt, sessionExpiresAt } = session;
  const { revokedAt, revokedReason, ip, userAgent } = session;
  const times = { createdAt, refreshedAt, expiresAt, sessionExpiresAt, revokedAt };
  return { sid, state, ...times, revokedReason, ip, userAgent };
}
