import type { Duration } from './domain/duration.js';

/** The longest duration of an option, and the consequence of a longer one. */
export interface DurationLimit {
  max: Duration;
  why?: string;
}

/** Ten years: longer is a mistake, and stays far below the last date that a token can carry. */
export const LIFETIME_LIMIT: DurationLimit = { max: '3650d' };

/** As long as a late request can stay in flight: the same minute bounds the verdict `stale`. */
export const REUSE_INTERVAL_LIMIT: DurationLimit = {
  max: '60s',
  why: 'a thief who sends a consumed token within it gets new tokens and is not detected',
};

/** RFC 7519 §4.1.4: "usually no more than a few minutes". It also extends the verdict `stale`. */
export const CLOCK_TOLERANCE_LIMIT: DurationLimit = {
  max: '5m',
  why: 'clocks that differ by more must be synchronised, or tokens from the future are accepted',
};

/** The end of a message about a duration. */
export const becauseOf = ({ why }: DurationLimit): string => (why === undefined ? '' : `: ${why}`);
