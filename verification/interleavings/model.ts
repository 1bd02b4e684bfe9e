import { createHash } from 'node:crypto';
import type { RevocationReason } from '../../src/auth/domain/session.js';

/** The consumption of a generation. */
interface ModelConsumption {
  /** Null: the request had no key. */
  key: string | null;
  at: number;
}

/** A session (docs/rotation.md, The row), with unhashed keys. All times are in epoch milliseconds. */
export interface ModelSession {
  tokenVersion: number;
  generation: number;
  /** The last eight consumptions, newest first. */
  consumptions: readonly ModelConsumption[];
  rotatedAt: number;
  /** When the current token expires: not later than the session. */
  expiresAt: number;
  /** When the session expires. Refreshes do not extend it. */
  sessionExpiresAt: number;
  revokedReason: RevocationReason | null;
  revokedAt: number | null;
}

export interface ModelUser {
  isActive: boolean;
  tokenVersion: number;
  password: string | null;
}

/** The token and key of a request to refresh. */
export interface Presented {
  generation: number;
  key: string | null;
  /** Its `exp` had passed when it arrived. */
  isExpired: boolean;
}

/** The result of a refresh at one point in time. */
export type Verdict =
  | 'rotates'
  | 'same pair'
  | 'reuse'
  | 'within the reuse interval'
  | 'stale'
  | 'token expired'
  | 'key reused'
  | 'session inactive'
  | 'user inactive'
  | 'session not found';

const SLOTS = 8;

/** Classifies a refresh (docs/rotation.md, The verdicts). */
export function classify(
  session: ModelSession | undefined,
  user: ModelUser,
  presented: Presented,
  now: number,
  reuseIntervalMs: number,
): Verdict {
  if (!user.isActive) return 'user inactive';
  if (session === undefined) return 'session not found';
  if (session.revokedReason !== null || session.tokenVersion !== user.tokenVersion)
    return 'session inactive';
  if (now >= session.sessionExpiresAt) return 'session inactive';
  return classifyToken(session, presented, now, reuseIntervalMs);
}

/** Classifies a refresh in an active session of an active user. */
export function classifyToken(
  session: Pick<ModelSession, 'generation' | 'consumptions'>,
  { generation, key, isExpired }: Presented,
  now: number,
  reuseIntervalMs: number,
): Verdict {
  const { consumptions } = session;
  if (generation >= session.generation) {
    if (isExpired) return 'token expired';
    const isUsed = key !== null && consumptions.some((one) => one.key === key);
    return isUsed ? 'key reused' : 'rotates';
  }
  const slot = session.generation - 1 - generation;
  const consumption = consumptions[slot];
  if (consumption === undefined) return 'reuse';
  const age = secondOf(now) - secondOf(consumption.at);
  const isAhead = age < -TOLERANCE_SECONDS;
  if (key !== null && consumption.key === key) {
    if (slot === 0) return 'same pair';
    return age <= STALE_SECONDS && !isAhead ? 'stale' : 'reuse';
  }
  const isNear = reuseIntervalMs > 0 && age * 1000 <= reuseIntervalMs && !isAhead;
  return consumption.key === null && isNear ? 'within the reuse interval' : 'reuse';
}

const TOLERANCE_SECONDS = 60;

/** How long an older request of the client that consumed a token may take. */
export const STALE_SECONDS = 60 + TOLERANCE_SECONDS;

const secondOf = (ms: number): number => Math.floor(ms / 1000);

const DAY = 86_400_000;

/** The default lifetimes, in milliseconds. */
export const LIFETIMES = { access: 300_000, idle: DAY, session: 30 * DAY };

/** Checks whether a log-in with this password creates a session. */
export const acceptsPassword = (user: ModelUser, password: string): boolean =>
  user.isActive && user.password === password;

/** Returns a new session. @param lifetime its absolute lifetime, in milliseconds */
export function newSession(
  tokenVersion: number,
  at: number,
  lifetime = LIFETIMES.session,
): ModelSession {
  const sessionExpiresAt = wholeSecond(at) + lifetime;
  const expiresAt = idleEnd(at, sessionExpiresAt);
  const unconsumed = { generation: 0, consumptions: [], revokedReason: null, revokedAt: null };
  return { ...unconsumed, tokenVersion, rotatedAt: at, expiresAt, sessionExpiresAt };
}

/** Returns the session after a rotation by `presented`. */
export function rotated(session: ModelSession, presented: Presented, at: number): ModelSession {
  const { generation, key } = presented;
  const earlier = session.generation === generation ? session.consumptions : [];
  const consumptions = [{ key, at }, ...earlier].slice(0, SLOTS);
  const expiresAt = idleEnd(at, session.sessionExpiresAt);
  return { ...session, generation: generation + 1, consumptions, rotatedAt: at, expiresAt };
}

export const revoked = (
  session: ModelSession,
  reason: RevocationReason,
  at: number,
): ModelSession => ({
  ...session,
  revokedReason: reason,
  revokedAt: at,
});

const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

const idleEnd = (at: number, sessionExpiresAt: number): number =>
  Math.min(wholeSecond(at) + LIFETIMES.idle, sessionExpiresAt);

/** Returns the column `consumed` of a session with these consumptions. */
export const consumedColumn = (consumptions: readonly ModelConsumption[]): string =>
  consumptions
    .map(({ key, at }) => hashOf(key) + secondOf(at).toString(36).padStart(7, '0'))
    .join('');

const NO_KEY = '-'.repeat(43);
const hashes = new Map<string, string>();

/** Cached: there are few different keys. */
function hashOf(key: string | null): string {
  if (key === null) return NO_KEY;
  const hash = hashes.get(key) ?? createHash('sha256').update(key).digest('base64url');
  hashes.set(key, hash);
  return hash;
}
