import type { DataSource } from 'typeorm';
import { isSqlite } from '../../auth/persistence/statement.js';

/** PostgreSQL's name for "somebody is migrating keyturn": any number that nobody else uses. */
const ADVISORY_LOCK = 5_391_742_001;

/**
 * Whether the tables are behind what this version needs. TypeORM makes its own table to find out,
 * which two that ask at once cannot both do: on PostgreSQL one waits for the other.
 */
export function isBehind(dataSource: DataSource): Promise<boolean> {
  const ask = () => dataSource.showMigrations();
  return isSqlite(dataSource) ? ask() : underAdvisoryLock(dataSource, ask);
}

/**
 * Brings the tables up to what this version needs. Any number of processes may do it at once: one
 * does the work, the others wait for it.
 *
 * @param dataSource connected
 * @returns the names of the migrations that were run
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const run = () => dataSource.runMigrations({ transaction: 'none' });
  const migrations = isSqlite(dataSource)
    ? await insideImmediateTransaction(dataSource, run)
    : await underAdvisoryLock(dataSource, () => dataSource.runMigrations({ transaction: 'each' }));
  return migrations.map(({ name }) => name);
}

/** SQLite has one connection, so TypeORM's statements are inside. */
async function insideImmediateTransaction<T>(
  dataSource: DataSource,
  work: () => Promise<T>,
): Promise<T> {
  await dataSource.query('BEGIN IMMEDIATE');
  try {
    const result = await work();
    await dataSource.query('COMMIT');
    return result;
  } catch (error) {
    await dataSource.query('ROLLBACK');
    throw error;
  }
}

async function underAdvisoryLock<T>(dataSource: DataSource, work: () => Promise<T>): Promise<T> {
  const holder = dataSource.createQueryRunner();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    return await work();
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCK]);
    await holder.release();
  }
}
