import { retryDelayMs } from '../runtime/retry-delay.js';

/** After this time, the end of a worker counts as the first failure in a row. */
const STABLE_MS = 60_000;

const DELAY = { firstMs: 200, maxMs: 30_000 };

/** About five seconds of restarts. */
const MAX_FAILURES = 5;

/** @param ranMs how long the worker that ended had been listening; 0 if it failed to start */
export const failuresAfter = (failures: number, ranMs: number): number =>
  ranMs < STABLE_MS ? failures + 1 : 1;

/**
 * Returns the pause before a worker is replaced.
 *
 * @param failures in a row
 * @param random from 0 to 1
 */
export const restartDelayMs = (failures: number, random?: number): number =>
  retryDelayMs(failures, DELAY, random);

/** The part of a slot that decides whether restarts can help. */
interface SlotState {
  failures: number;
  isListening: boolean;
}

/** Checks whether no worker listens, and each has failed too often in a row. */
export const haveAllFailed = (slots: readonly SlotState[]): boolean =>
  slots.every(({ failures, isListening }) => !isListening && failures >= MAX_FAILURES);
