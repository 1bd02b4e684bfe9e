import { createHash } from 'node:crypto';
import type { RevocationReason } from '../../src/auth/domain/session.js';

/** How a generation was consumed. */
interface ModelConsumption {
  /** Null: without a key. */
  key: string | null;
  at: number;
}

/** A session as rotation.md knows it. Here nothing is hashed. All times are epoch milliseconds. */
export interface ModelSession {
  tokenVersion: number;
  generation: number;
  /** The last eight consumptions, newest first. */
  consumptions: readonly ModelConsumption[];
  rotatedAt: number;
  /** When the current token expires unused: never after the session's own end. */
  expiresAt: number;
  /** The session's own end, which nothing puts off. */
  sessionExpiresAt: number;
  ended: RevocationReason | null;
  endedAt: number | null;
}

export interface ModelUser {
  isActive: boolean;
  tokenVersion: number;
  password: string | null;
}

/** What a request to refresh brings. */
export interface Presented {
  generation: number;
  key: string | null;
  /** Its `exp` had passed when it arrived. */
  isExpired: boolean;
}

/** The state of a refresh token at one moment. */
export type Ruling =
  | 'rotates'
  | 'the same pair'
  | 'reuse'
  | 'within the reuse interval'
  | 'stale'
  | 'expired'
  | 'key reused'
  | 'ended'
  | 'user gone'
  | 'no session';

const SLOTS = 8;

/** The rules of a refresh token, in the order of rotation.md. */
export function rule(
  session: ModelSession | undefined,
  user: ModelUser,
  { generation, key, isExpired }: Presented,
  now: number,
  reuseIntervalMs: number,
): Ruling {
  if (!user.isActive) return 'user gone';
  if (session === undefined) return 'no session';
  if (session.ended !== null || session.tokenVersion !== user.tokenVersion) return 'ended';
  if (now >= session.sessionExpiresAt) return 'ended';
  const { consumptions } = session;
  if (generation >= session.generation) {
    if (isExpired) return 'expired';
    const isUsed = key !== null && consumptions.some((one) => one.key === key);
    return isUsed ? 'key reused' : 'rotates';
  }
  const slot = session.generation - 1 - generation;
  const consumption = consumptions[slot];
  if (consumption === undefined) return 'reuse';
  const age = secondOf(now) - secondOf(consumption.at);
  const isAhead = age < -TOLERANCE_SECONDS;
  if (key !== null && consumption.key === key) {
    if (slot === 0) return 'the same pair';
    return age <= STALE_SECONDS && !isAhead ? 'stale' : 'reuse';
  }
  const isNear = reuseIntervalMs > 0 && age * 1000 <= reuseIntervalMs && !isAhead;
  return consumption.key === null && isNear ? 'within the reuse interval' : 'reuse';
}

const TOLERANCE_SECONDS = 60;

/** How long an older request of the client that consumed a token may be under way. */
export const STALE_SECONDS = 60 + TOLERANCE_SECONDS;

const secondOf = (ms: number): number => Math.floor(ms / 1000);

const DAY = 86_400_000;

/** How long things last by default, milliseconds. */
export const LIFETIMES = { access: 300_000, idle: DAY, session: 30 * DAY };

/** Whether this password, by which nobody has logged in yet, begins a session. */
export const isWelcome = (user: ModelUser, password: string): boolean =>
  user.isActive && user.password === password;

/** A session that begins. @param lifetime how long it lasts, however often it is refreshed */
export function begun(
  tokenVersion: number,
  at: number,
  lifetime = LIFETIMES.session,
): ModelSession {
  const sessionExpiresAt = wholeSecond(at) + lifetime;
  const expiresAt = idleEnd(at, sessionExpiresAt);
  const unconsumed = { generation: 0, consumptions: [], ended: null, endedAt: null };
  return { ...unconsumed, tokenVersion, rotatedAt: at, expiresAt, sessionExpiresAt };
}

/** The session after `presented` has rotated it. */
export function rotated(session: ModelSession, presented: Presented, at: number): ModelSession {
  const { generation, key } = presented;
  const earlier = session.generation === generation ? session.consumptions : [];
  const consumptions = [{ key, at }, ...earlier].slice(0, SLOTS);
  const expiresAt = idleEnd(at, session.sessionExpiresAt);
  return { ...session, generation: generation + 1, consumptions, rotatedAt: at, expiresAt };
}

export const ended = (
  session: ModelSession,
  reason: RevocationReason,
  at: number,
): ModelSession => ({
  ...session,
  ended: reason,
  endedAt: at,
});

const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

const idleEnd = (at: number, sessionExpiresAt: number): number =>
  Math.min(wholeSecond(at) + LIFETIMES.idle, sessionExpiresAt);

/** The column `consumed` of a session with these consumptions. */
export const consumedOf = (consumptions: readonly ModelConsumption[]): string =>
  consumptions
    .map(({ key, at }) => hashOf(key) + secondOf(at).toString(36).padStart(7, '0'))
    .join('');

const NO_KEY = '-'.repeat(43);
const hashes = new Map<string, string>();

/** Few keys are asked for often. */
function hashOf(key: string | null): string {
  if (key === null) return NO_KEY;
  const hash = hashes.get(key) ?? createHash('sha256').update(key).digest('base64url');
  hashes.set(key, hash);
  return hash;
}
