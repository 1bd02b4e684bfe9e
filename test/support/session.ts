import type { Session } from '../../src/auth/domain/session.js';
import type { User } from '../../src/auth/domain/user.js';

/** The present of specs without a clock, in epoch milliseconds. */
export const NOW = Date.UTC(2030, 0, 1);

/** The active user of {@link SESSION}. */
export const USER: User = { id: 'alice', username: 'alice', isActive: true, tokenVersion: 3 };

/** A session that was created an hour ago and has not been refreshed. Specs change its columns. */
export const SESSION: Session = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  userId: USER.id,
  tokenVersion: USER.tokenVersion,
  generation: 0,
  rotatedAt: NOW - 3_600_000,
  expiresAt: NOW + 3_600_000,
  sessionExpiresAt: NOW + 30 * 86_400_000,
  consumed: '',
  revokedAt: null,
  revokedReason: null,
  createdAt: NOW - 3_600_000,
  ip: null,
  userAgent: null,
};
