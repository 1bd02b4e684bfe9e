/** How long a statement may wait for a connection, in milliseconds. */
export interface WaitLimits {
  /** Maximum while PostgreSQL responds on other connections, which are all busy. */
  busyMs: number;
  /** Maximum since the last response of PostgreSQL, which is away or hangs. */
  silentMs: number;
}

/** @param waitedMs since the statement began to wait @param silentMs since the last response */
export interface Wait {
  waitedMs: number;
  silentMs: number;
}

/**
 * Distinguishes a busy pool from a database that is away: a statement may wait longer while the
 * database responds to others.
 *
 * @returns milliseconds that the statement may still wait; 0 or less if the wait is over
 */
export function remainingWaitMs({ waitedMs, silentMs }: Wait, limits: WaitLimits): number {
  const silentSinceItWaits = Math.min(waitedMs, silentMs);
  return Math.min(limits.busyMs - waitedMs, limits.silentMs - silentSinceItWaits);
}
