import { setTimeout } from 'node:timers/promises';

/** `setTimeout` treats a longer delay as 1 ms. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * Returns a random delay, so that instances that start together do not prune at the same time, and an
 * instance that restarts often still prunes.
 *
 * @param random from 0 to 1
 * @returns milliseconds until the first pruning
 */
export const firstDelayMs = (intervalMs: number, random: number): number =>
  Math.min(intervalMs * random, MAX_DELAY_MS);

/** @returns milliseconds until the next pruning: the interval ±10 % */
export const nextDelayMs = (intervalMs: number, random: number): number =>
  Math.min(intervalMs * (0.9 + 0.2 * random), MAX_DELAY_MS);

const MIN_PAUSE_MS = 5;
const MAX_PAUSE_MS = 1_000;

/**
 * Returns the pause between two pages, which limits pruning to about a fifth of the time. It is longer
 * when the database is slow, so that requests are not delayed further.
 *
 * @param tookMs duration of the last page
 */
export const pauseAfterMs = (tookMs: number): number =>
  Math.min(Math.max(4 * tookMs, MIN_PAUSE_MS), MAX_PAUSE_MS);

/** Waits. Returns early when the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await setTimeout(ms, undefined, signal && { signal }).catch(() => undefined);
}
