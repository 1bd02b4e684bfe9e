import { type Consumption, consumptionOf, hasConsumed, SLOT_LENGTH } from './consumption.js';
import { isSameKey, NO_KEY_HASH } from './idempotency-key.js';
import { classifySession, type Session } from './session.js';
import type { User } from './user.js';

/** A refresh token whose signature and claims are valid, apart from its `exp`. */
export interface PresentedToken {
  userId: string;
  /** Claim `gen`. */
  generation: number;
  /** Its `exp` has passed. */
  isExpired: boolean;
}

export interface RotationPolicy {
  /** `none`: the refresh token is kept, and a refresh returns an access token alone. */
  rotation: 'single-use' | 'none';
  /** How long a token that was consumed without a key still gets the current pair; 0: never. */
  reuseIntervalMs: number;
  /** How far the clocks of two instances may differ. */
  clockToleranceMs: number;
}

/**
 * How long an older request of the client that consumed the token may be in flight
 * (docs/rotation.md, The limit of stale).
 */
const MAX_REQUEST_AGE_MS = 60_000;

/**
 * The verdict on a refresh token that the statement did not rotate. Each combination of state and
 * request has exactly one.
 *
 * - `user_gone`: the user is missing or inactive
 * - `no_session`, `session_ended`: there is no active session to refresh
 * - `expired`: not consumed, but past its `exp`
 * - `key_reused`: the key consumed an earlier token; a key serves one token
 * - `current`: rotation is off, and the token may get a new access token
 * - `conflict`: every condition holds now; a concurrent statement caused a conflict
 * - `retry`: the client that consumed the token repeats its request
 * - `withinReuseInterval`: consumed without a key, at most the reuse interval ago
 * - `stale`: an older request of the client that consumed the token
 * - `reuse`: a consumed token came back without the key that consumed it, or too late
 */
export type RefreshVerdict =
  | { kind: 'user_gone' | 'no_session' | 'session_ended' }
  | { [Kind in ActiveSessionVerdict]: { kind: Kind; session: Session } }[ActiveSessionVerdict];

type ActiveSessionVerdict = UnconsumedVerdict | ConsumedVerdict;
type UnconsumedVerdict = 'expired' | 'key_reused' | 'current' | 'conflict';
type ConsumedVerdict = 'retry' | 'withinReuseInterval' | 'stale' | 'reuse';

/**
 * Classifies a refresh token that the rotating statement did not rotate
 * (docs/rotation.md, The verdicts).
 *
 * @param session the row of the session that the token names, read after the statement
 * @param user the user that the token names
 * @param keyHash `keyHashOf` the request's key
 * @param now epoch milliseconds
 */
export function classifyRefresh(
  session: Session | null,
  user: User | null,
  presented: PresentedToken,
  keyHash: string,
  now: number,
  policy: RotationPolicy,
): RefreshVerdict {
  if (user?.isActive !== true) return { kind: 'user_gone' };
  const validity = classifySession(session, user, presented.userId, now);
  if (session === null || validity === 'unknown') return { kind: 'no_session' };
  if (validity === 'ended') return { kind: 'session_ended' };
  const isConsumed = presented.generation < session.generation;
  const kind = isConsumed
    ? classifyConsumed(session, presented.generation, keyHash, now, policy)
    : classifyUnconsumed(session, presented, keyHash, policy);
  return { kind, session };
}

function classifyUnconsumed(
  { consumed }: Session,
  { isExpired }: PresentedToken,
  keyHash: string,
  { rotation }: RotationPolicy,
): UnconsumedVerdict {
  if (isExpired) return 'expired';
  if (rotation === 'none') return 'current';
  return hasConsumed(consumed, keyHash) ? 'key_reused' : 'conflict';
}

function classifyConsumed(
  session: Session,
  generation: number,
  keyHash: string,
  now: number,
  policy: RotationPolicy,
): ConsumedVerdict {
  const consumption = consumptionOf(session.consumed, session.generation, generation);
  if (consumption === undefined) return 'reuse';
  if (isSameKey(keyHash, consumption.keyHash)) {
    const isPrevious = generation === session.generation - 1;
    if (isPrevious) return 'retry';
    const staleMs = MAX_REQUEST_AGE_MS + policy.clockToleranceMs;
    return wasWithin(staleMs, consumption, now, policy) ? 'stale' : 'reuse';
  }
  return isWithinReuseInterval(consumption, now, policy) ? 'withinReuseInterval' : 'reuse';
}

/** docs/rotation.md, The reuse interval. */
const isWithinReuseInterval = (consumption: Consumption, now: number, policy: RotationPolicy) =>
  policy.reuseIntervalMs > 0 &&
  consumption.keyHash === NO_KEY_HASH &&
  wasWithin(policy.reuseIntervalMs, consumption, now, policy);

/**
 * Checks whether a token was consumed at most `limitMs` ago, counted in whole seconds, as the time
 * is recorded: an interval lasts at least `limitMs` and less than one second more. A time up to the
 * clock tolerance in the future was recorded by an instance whose clock is ahead.
 */
function wasWithin(
  limitMs: number,
  { consumedAtSeconds }: Consumption,
  now: number,
  { clockToleranceMs }: RotationPolicy,
): boolean {
  const ageMs = (Math.floor(now / 1000) - consumedAtSeconds) * 1000;
  return ageMs <= limitMs && ageMs >= -clockToleranceMs;
}

/** The state of a valid, unexpired refresh token. */
export type RefreshTokenState = 'no_session' | 'session_ended' | 'consumed' | 'current';

/**
 * Classifies a valid, unexpired refresh token, without consuming it.
 *
 * @param generation claim `gen`; null for a token without one, which cannot be consumed
 */
export function classifyRefreshToken(
  session: Session | null,
  user: User | null,
  { userId, generation }: { userId: string; generation: number | null },
  now: number,
): RefreshTokenState {
  const validity = classifySession(session, user, userId, now);
  if (session === null || validity === 'unknown') return 'no_session';
  if (validity === 'ended') return 'session_ended';
  return generation !== null && generation < session.generation ? 'consumed' : 'current';
}

/**
 * Checks whether a row was older than the token that rotated it
 * (docs/rotation.md, After a restore).
 */
export function isRotatedAhead(rotated: Session): boolean {
  return rotated.generation > 1 && rotated.consumed.length === SLOT_LENGTH;
}
