import type { Session } from '../../../src/auth/domain/session.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';

const ALL_SLOTS = 400;

/** Returns the session after a rotation. */
export function successorOf(session: Session, claim: RotationClaim): Session {
  const { generation, slot, now, idleExpiresAt, ip, userAgent } = claim;
  const earlier = session.generation === generation ? session.consumed : '';
  return {
    ...session,
    generation: generation + 1,
    rotatedAt: now,
    expiresAt: Math.min(session.sessionExpiresAt, idleExpiresAt),
    consumed: (slot + earlier).slice(0, ALL_SLOTS),
    ip,
    userAgent,
  };
}
