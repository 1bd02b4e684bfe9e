import { NOWHERE } from '../../src/auth/domain/login.js';
import { v7 as uuidv7 } from 'uuid';
import { NO_PROOF, proofOf } from '../../src/auth/domain/proofs.js';
import type { RotationClaim } from '../../src/auth/domain/refresh-token.store.js';
import type { UserProfile } from '../../src/auth/domain/user-directory.js';
import type { StoreConnection } from './store-harness.js';

/** A whole second, long before the tests run: nothing here reads a clock. */
export const NOW = 1_700_000_000_000;
export const HOUR = 3_600_000;

let users = 0;

export function createUser({ users: directory }: StoreConnection): Promise<UserProfile> {
  const username = `user-${++users}`;
  return directory.create({ username, passwordHash: 'hash', isActive: true }, NOW);
}

/** A login of `user` that may be idle for a day and lives for thirty. @returns its `sid` */
export async function createLogin(
  { logins }: StoreConnection,
  user: { id: string; tokenVersion: number },
): Promise<string> {
  const id = uuidv7();
  await logins.create({
    id,
    userId: user.id,
    tokenVersion: user.tokenVersion,
    rotatedAt: NOW,
    expiresAt: NOW + 24 * HOUR,
    loginExpiresAt: NOW + 720 * HOUR,
    ip: '192.0.2.1',
    userAgent: 'first',
  });
  return id;
}

/** A claim of generation 0 without a key, an hour after the login. */
export function claim(
  sid: string,
  userId: string,
  { key, ...rest }: Partial<RotationClaim> & { key?: string } = {},
): RotationClaim {
  const proof = key === undefined ? NO_PROOF : proofOf(key);
  const now = NOW + HOUR;
  return {
    sid,
    userId,
    generation: 0,
    proof,
    now,
    idleExpiresAt: now + 24 * HOUR,
    ...NOWHERE,
    ...rest,
  };
}
