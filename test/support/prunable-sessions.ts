import { v7 as uuidv7 } from 'uuid';
import type { Session } from '../../src/auth/domain/session.js';
import { NOW, SESSION } from './session.js';

export const DAY = 86_400_000;
export { NOW };
export const KEPT = 7 * DAY;
export const LIMIT = { now: NOW, before: NOW - KEPT };

/**
 * The times of a session in days from {@link NOW}: when it was revoked, when its token expires, and
 * when the session expires.
 */
export interface Days {
  revoked?: number;
  expires: number;
  ends: number;
}

export const rowOf = ({ revoked, expires, ends }: Days): Session => ({
  ...SESSION,
  id: uuidv7(),
  expiresAt: NOW + expires * DAY,
  sessionExpiresAt: NOW + ends * DAY,
  revokedAt: revoked === undefined ? null : NOW + revoked * DAY,
  revokedReason: revoked === undefined ? null : 'logout',
});

export const PRUNABLE: Days = { revoked: -9, expires: -8, ends: 20 };

/** A session that is prunable by the system clock, which commands use. */
export const prunableNow = (): Days => {
  const days = (Date.now() - NOW) / DAY;
  return { revoked: days - 30, expires: days - 29, ends: days - 1 };
};

export const ACTIVE: Days = { expires: 1, ends: 20 };
export const ONE_MS = 1 / DAY; // in days
