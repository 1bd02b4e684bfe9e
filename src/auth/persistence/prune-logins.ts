import type { DataSource } from 'typeorm';
import { LoginPruner } from './login-pruner.js';

/**
 * Deletes logins that have ended, for an application that has the module's tables among its own: from
 * time to time, on any number of instances. A request never waits for more than a page of it.
 *
 * @param endedBefore epoch milliseconds: what ended until then is deleted
 * @returns how many were
 * @throws {AuthError} `temporarily_unavailable` when the database is away or busy
 * @example
 * ```ts
 * const week = 7 * 24 * 60 * 60 * 1000;
 * await pruneLogins(dataSource, Date.now() - week);
 * ```
 */
export async function pruneLogins(
  dataSource: DataSource,
  endedBefore: number = Date.now(),
): Promise<number> {
  const pruner = new LoginPruner(dataSource);
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
