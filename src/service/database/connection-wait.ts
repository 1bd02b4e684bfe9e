/** How long a statement may wait for a connection, in milliseconds. */
export interface WaitLimits {
  /** Maximum while PostgreSQL responds on other connections. */
  busyMs: number;
  /** Maximum without any response from PostgreSQL. */
  silentMs: number;
}

/** @param waitedMs since the statement began to wait @param silentMs since the last response */
export interface Wait {
  waitedMs: number;
  silentMs: number;
}

/**
 * Distinguishes a busy pool from an unavailable database: a statement may wait longer while the
 * database responds to others.
 *
 * @returns milliseconds that the statement may still wait; 0 or less when the time has expired
 */
export function remainingWaitMs({ waitedMs, silentMs }: Wait, limits: WaitLimits): number {
  const silentWhileWaitingMs = Math.min(waitedMs, silentMs);
  return Math.min(limits.busyMs - waitedMs, limits.silentMs - silentWhileWaitingMs);
}
