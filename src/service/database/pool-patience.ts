/** How long a statement waits for a connection, in milliseconds. */
export interface PoolPatience {
  /** While PostgreSQL answers on other connections: all of them are busy. */
  busyMs: number;
  /** Since PostgreSQL answered last: it cannot be reached, or hangs. */
  silentMs: number;
}

/** @param waitedMs since the statement began to wait @param silentMs since the last answer */
export interface Wait {
  waitedMs: number;
  silentMs: number;
}

/**
 * Tells connections that are all busy from a database that is away: as long as the database answers
 * other statements, a statement waits for its turn.
 *
 * @returns milliseconds that a statement may go on waiting; 0 or less: it has to be given up
 */
export function patienceLeft({ waitedMs, silentMs }: Wait, patience: PoolPatience): number {
  const silentSinceItWaits = Math.min(waitedMs, silentMs);
  return Math.min(patience.busyMs - waitedMs, patience.silentMs - silentSinceItWaits);
}
