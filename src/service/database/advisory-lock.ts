import type { DataSource } from 'typeorm';

/** PostgreSQL's names for what one process at a time may do: numbers that nobody else uses. */
export const ADVISORY_LOCKS = { migrating: 5_391_742_001, pruning: 5_391_742_002 } as const;

/** Does the work when nobody else does such work: waits for whoever does. PostgreSQL alone. */
export async function underAdvisoryLock<T>(
  dataSource: DataSource,
  lock: number,
  work: () => Promise<T>,
): Promise<T> {
  const holder = dataSource.createQueryRunner();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [lock]);
    try {
      return await work();
    } finally {
      await holder.query('SELECT pg_advisory_unlock($1)', [lock]);
    }
  } finally {
    await holder.release();
  }
}
