import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { isSqlite, poolOf } from '../../auth/persistence/typeorm-driver.js';
import { storageError } from '../../auth/persistence/storage-error.js';

/** Keys of PostgreSQL advisory locks: arbitrary, so that other programs are unlikely to use them. */
export const ADVISORY_LOCKS = {
  migrating: 5_391_742_001,
  pruning: 5_391_742_002,
  webhook: 5_391_742_003,
} as const;

/** Waits for an advisory lock of PostgreSQL, and runs `work` while it is held. */
export function withAdvisoryLock<T>(
  dataSource: DataSource,
  lock: number,
  work: () => Promise<T>,
): Promise<T> {
  return withClient(dataSource, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [lock]);
    return work();
  });
}

/**
 * Runs `work` while an advisory lock of PostgreSQL is held, if the lock is free. SQLite has no such
 * lock: `work` runs at once.
 *
 * @param work receives the connection that holds the lock; undefined on SQLite
 * @returns undefined when another process holds the lock
 * @throws {AuthError} `temporarily_unavailable` when the database is unavailable
 */
export async function tryWithAdvisoryLock<T>(
  dataSource: DataSource,
  lock: number,
  work: (client?: Client) => Promise<T>,
): Promise<T | undefined> {
  if (isSqlite(dataSource)) return work();
  const tryLock = 'SELECT pg_try_advisory_lock($1) AS mine';
  try {
    return await withClient(dataSource, async (client) => {
      const { rows } = await client.query<{ mine: boolean }>(tryLock, [lock]);
      return rows[0]?.mine === true ? work(client) : undefined;
    });
  } catch (error) {
    throw storageError(error);
  }
}

/**
 * Opens a separate connection, because a long lock would occupy a connection of the pool. Closing the
 * connection releases its locks.
 */
async function withClient<T>(
  dataSource: DataSource,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const { default: pg } = await import('pg');
  const client = new pg.Client(poolOf(dataSource).options);
  // A lost connection rejects its query and emits an error, which would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}
