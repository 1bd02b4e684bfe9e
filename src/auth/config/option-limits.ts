import type { Duration } from '../domain/duration.js';

/** The longest duration of an option, and the consequence of a longer one. */
export interface DurationLimit {
  max: Duration;
  why?: string;
}

/**
 * Ten years: a longer lifetime is a mistake. The year 9999 is the last that a token can contain.
 */
export const LIFETIME_LIMIT: DurationLimit = { max: '3650d' };

/** The longest time that a request can be in flight. The verdict `stale` has the same bound. */
export const REUSE_INTERVAL_LIMIT: DurationLimit = {
  max: '60s',
  why: 'a thief who sends a consumed token within it gets new tokens and is not detected',
};

/** RFC 7519 §4.1.4: "usually no more than a few minutes". It also extends the verdict `stale`. */
export const CLOCK_TOLERANCE_LIMIT: DurationLimit = {
  max: '5m',
  why: 'clocks that differ by more must be synchronized, or tokens from the future are accepted',
};

/** The greatest maximum of sessions per user. A person has fewer. */
export const MAX_SESSIONS_LIMIT = 1_000;

/** Returns the reason of the limit, for the end of a message. */
export const becauseOf = ({ why }: DurationLimit): string => (why === undefined ? '' : `: ${why}`);
