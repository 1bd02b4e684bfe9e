import { UNKNOWN_CLIENT } from '../../src/auth/domain/session.js';
import { v7 as uuidv7 } from 'uuid';
import { toSlot } from '../../src/auth/domain/consumption.js';
import { keyHashOf } from '../../src/auth/domain/idempotency-key.js';
import type { RotationClaim } from '../../src/auth/domain/refresh-token.store.js';
import { initialTokenVersion } from '../../src/auth/domain/user.js';
import type { NewUser, UserProfile } from '../../src/auth/domain/user-directory.js';
import type { StoreConnection } from './store-harness.js';

/** A whole second in the past. These tests do not read the system clock. */
export const NOW = 1_700_000_000_000;
export const HOUR = 3_600_000;

let users = 0;

export const newUser = (given: Partial<NewUser> & { username: string }): NewUser => ({
  passwordHash: 'hash',
  isActive: true,
  tokenVersion: initialTokenVersion(),
  ...given,
});

export function createUser({ users: directory }: StoreConnection): Promise<UserProfile> {
  const username = `user-${++users}`;
  return directory.create(newUser({ username }), NOW);
}

/**
 * Creates a session that expires after a day without a refresh, and after thirty days at most.
 * @returns its `sid`
 */
export async function createSession(
  { sessions }: StoreConnection,
  user: { id: string; tokenVersion: number },
  maxActive?: number,
): Promise<string> {
  const id = uuidv7();
  const session = {
    id,
    userId: user.id,
    tokenVersion: user.tokenVersion,
    rotatedAt: NOW,
    expiresAt: NOW + 24 * HOUR,
    sessionExpiresAt: NOW + 720 * HOUR,
    ip: '192.0.2.1',
    userAgent: 'first',
  };
  await sessions.create(session, { maxActive });
  return id;
}

/** A claim of generation 0 without a key, one hour after the log-in. */
export function claim(
  sid: string,
  userId: string,
  { key, ...rest }: Partial<RotationClaim> & { key?: string } = {},
): RotationClaim {
  const keyHash = keyHashOf(key);
  const now = rest.now ?? NOW + HOUR;
  return {
    sid,
    userId,
    generation: 0,
    keyHash,
    slot: toSlot(keyHash, now),
    now,
    idleExpiresAt: now + 24 * HOUR,
    ...UNKNOWN_CLIENT,
    ...rest,
  };
}
