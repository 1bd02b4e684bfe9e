/** Longer waits than this `setTimeout` takes for none at all. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * Instances that were started together shall not prune together, and one that is started often
 * shall prune nevertheless.
 *
 * @param random 0 to 1
 * @returns milliseconds until the first pruning
 */
export const firstDelayMs = (intervalMs: number, random: number): number =>
  Math.min(intervalMs * random, MAX_DELAY_MS);

/** @returns milliseconds until the next pruning: the interval, give or take a tenth */
export const nextDelayMs = (intervalMs: number, random: number): number =>
  Math.min(intervalMs * (0.9 + 0.2 * random), MAX_DELAY_MS);

const MIN_REST_MS = 5;
const MAX_REST_MS = 1_000;

/**
 * Pruning works a fifth of the time at most: a database that is slow for it is slow for requests.
 *
 * @param tookMs how long the last page took
 */
export const restAfterMs = (tookMs: number): number =>
  Math.min(Math.max(4 * tookMs, MIN_REST_MS), MAX_REST_MS);
