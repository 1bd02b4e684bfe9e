import type { DataSource } from 'typeorm';
import { SessionPruner } from './session-pruner.js';

/**
 * Deletes revoked and expired sessions. Call it from time to time, on any number of instances. A
 * request waits at most for one page of sessions.
 *
 * @param endedBefore epoch milliseconds: sessions that were revoked or expired until then are deleted
 * @returns the number of deleted sessions
 * @throws {AuthError} `temporarily_unavailable` if the database is unavailable or busy
 * @example
 * ```ts
 * const week = 7 * 24 * 60 * 60 * 1000;
 * await pruneSessions(dataSource, Date.now() - week);
 * ```
 */
export async function pruneSessions(
  dataSource: DataSource,
  endedBefore: number = Date.now(),
): Promise<number> {
  const pruner = new SessionPruner(dataSource);
  const limit = { now: endedBefore, before: endedBefore };
  let pruned = 0;
  let after: string | null = '';
  while (after !== null) {
    const page = await pruner.prunePage(after, limit);
    pruned += page.pruned;
    after = page.last;
  }
  return pruned;
}
