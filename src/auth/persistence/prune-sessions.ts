import type { DataSource } from 'typeorm';
import { SessionPruner } from './session-pruner.js';

/**
 * Deletes sessions that have ended, for an application that has the module's tables among its own: from
 * time to time, on any number of instances. A request never waits for more than a page of it.
 *
 * @param endedBefore epoch milliseconds: what ended until then is deleted
 * @returns how many were
 * @throws {AuthError} `temporarily_unavailable` when the database is away or busy
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
