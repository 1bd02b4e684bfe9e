import { setTimeout } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { SessionPruner, type PruneLimit } from '../../auth/persistence/session-pruner.js';
import { isSqlite } from '../../auth/persistence/statement.js';
import { ADVISORY_LOCKS, tryWithAdvisoryLock } from '../database/advisory-lock.js';
import { restAfterMs } from './pace.js';

/** How many sessions were looked at, and how many of them deleted. */
export interface Pruned {
  seen: number;
  pruned: number;
}

export interface PruneOptions {
  /** After each page. */
  onProgress?: (soFar: Pruned) => void;
  /** Ends the pruning after the page that it is at. */
  signal?: AbortSignal;
}

/**
 * Deletes every session that is dead, page by page with rests between: whoever stops in the middle
 * has done a part. One process at a time on PostgreSQL; on SQLite two at once do each a part.
 *
 * @returns undefined when another process is at it
 * @throws {AuthError} `temporarily_unavailable` when the database is away or busy
 */
export function prune(
  dataSource: DataSource,
  limit: PruneLimit,
  options: PruneOptions = {},
): Promise<Pruned | undefined> {
  if (isSqlite(dataSource)) return pruneAll(new SessionPruner(dataSource), limit, options);
  return tryWithAdvisoryLock(dataSource, ADVISORY_LOCKS.pruning, (client) =>
    pruneAll(new SessionPruner(dataSource, client), limit, options),
  );
}

async function pruneAll(
  pruner: SessionPruner,
  limit: PruneLimit,
  { onProgress, signal }: PruneOptions,
): Promise<Pruned> {
  const sum = { seen: 0, pruned: 0 };
  let after: string | null = '';
  while (after !== null && signal?.aborted !== true) {
    const begun = performance.now();
    const page = await pruner.prunePage(after, limit);
    sum.seen += page.seen;
    sum.pruned += page.pruned;
    after = page.last;
    onProgress?.({ ...sum });
    if (after !== null) await rest(restAfterMs(performance.now() - begun), signal);
  }
  return sum;
}

/** @returns at once when there is no more to rest for */
async function rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await setTimeout(ms, undefined, signal && { signal }).catch(() => undefined);
}
