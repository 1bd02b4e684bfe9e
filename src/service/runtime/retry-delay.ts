/** Bounds of the pause between two attempts, in milliseconds. */
export interface RetryBounds {
  firstMs: number;
  maxMs: number;
}

/** 2 to this power exceeds every bound. */
const MAX_DOUBLINGS = 40;

/**
 * Returns the pause before the next attempt: doubled after each failure, and between half and all of
 * that, so that instances do not retry at the same time.
 *
 * @param failures failed attempts in a row; 0 returns `firstMs`
 * @param random from 0 to 1
 */
export function retryDelayMs(
  failures: number,
  { firstMs, maxMs }: RetryBounds,
  random = Math.random(),
): number {
  if (failures === 0) return firstMs;
  const doublings = Math.min(failures - 1, MAX_DOUBLINGS);
  return Math.min(firstMs * 2 ** doublings, maxMs) * (0.5 + 0.5 * random);
}
