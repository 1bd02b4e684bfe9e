import type { Login } from '../../../src/auth/domain/login.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';

const ALL_SLOTS = 344;

/** What a rotation makes of a login, as far as its own columns go. */
export function successorOf(login: Login, claim: RotationClaim): Login {
  const { generation, proof, now, idleExpiresAt, ip, userAgent } = claim;
  const known = login.generation === generation ? login.proofs : '';
  return {
    ...login,
    generation: generation + 1,
    rotatedAt: now,
    expiresAt: Math.min(login.loginExpiresAt, idleExpiresAt),
    proofs: (proof + known).slice(0, ALL_SLOTS),
    ip,
    userAgent,
  };
}
