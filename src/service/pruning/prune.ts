import type { DataSource } from 'typeorm';
import { SessionPruner, type PruneLimit } from '../../auth/persistence/session-pruner.js';
import { ADVISORY_LOCKS, tryWithAdvisoryLock } from '../database/advisory-lock.js';
import { pause, pauseAfterMs } from './pace.js';

/** Numbers of checked and of deleted sessions. */
export interface Pruned {
  seen: number;
  pruned: number;
}

export interface PruneOptions {
  /** Called after each page. */
  onProgress?: (soFar: Pruned) => void;
  /** Stops the pruning after the current page. */
  signal?: AbortSignal;
}

/**
 * Deletes expired and revoked sessions page by page, with pauses. It can stop after any page. On
 * PostgreSQL, one process prunes at a time. On SQLite, two processes share the work.
 *
 * @returns undefined when another process is pruning
 * @throws {AuthError} `temporarily_unavailable` when the database is unavailable or busy
 */
export function prune(
  dataSource: DataSource,
  limit: PruneLimit,
  options: PruneOptions = {},
): Promise<Pruned | undefined> {
  return tryWithAdvisoryLock(dataSource, ADVISORY_LOCKS.pruning, (client) =>
    pruneAll(new SessionPruner(dataSource, client), limit, options),
  );
}

async function pruneAll(
  pruner: SessionPruner,
  limit: PruneLimit,
  { onProgress, signal }: PruneOptions,
): Promise<Pruned> {
  const total = { seen: 0, pruned: 0 };
  let after: string | null = '';
  while (after !== null && signal?.aborted !== true) {
    const begun = performance.now();
    const page = await pruner.prunePage(after, limit);
    total.seen += page.seen;
    total.pruned += page.pruned;
    after = page.last;
    onProgress?.({ ...total });
    if (after !== null) await pause(pauseAfterMs(performance.now() - begun), signal);
  }
  return total;
}
