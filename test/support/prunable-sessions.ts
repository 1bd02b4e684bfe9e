import { v7 as uuidv7 } from 'uuid';

export const DAY = 86_400_000;
export const NOW = 1_900_000_000_000;
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

export const rowOf = ({ revoked, expires, ends }: Days) => ({
  id: uuidv7(),
  userId: 'alice',
  tokenVersion: 0,
  generation: 0,
  rotatedAt: NOW - 40 * DAY,
  expiresAt: NOW + expires * DAY,
  sessionExpiresAt: NOW + ends * DAY,
  consumed: '',
  revokedAt: revoked === undefined ? null : NOW + revoked * DAY,
  revokedReason: revoked === undefined ? null : ('logout' as const),
  createdAt: NOW - 40 * DAY,
  ip: null,
  userAgent: null,
});

export const PRUNABLE: Days = { revoked: -9, expires: -8, ends: 20 };

/** A session that is prunable by the system clock, which commands use. */
export const prunableNow = (): Days => {
  const days = (Date.now() - NOW) / DAY;
  return { revoked: days - 30, expires: days - 29, ends: days - 1 };
};

export const ACTIVE: Days = { expires: 1, ends: 20 };
export const ONE_MS = 1 / DAY; // in days
