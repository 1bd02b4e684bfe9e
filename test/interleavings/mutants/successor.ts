import type { Login } from '../../../src/auth/domain/login.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';

const ALL_SLOTS = 400;

/** What a rotation makes of a login, as far as its own columns go. */
export function successorOf(login: Login, claim: RotationClaim): Login {
  const { generation, slot, now, idleExpiresAt, ip, userAgent } = claim;
  const earlier = login.generation === generation ? login.consumed : '';
  return {
    ...login,
    generation: generation + 1,
    rotatedAt: now,
    expiresAt: Math.min(login.loginExpiresAt, idleExpiresAt),
    consumed: (slot + earlier).slice(0, ALL_SLOTS),
    ip,
    userAgent,
  };
}
