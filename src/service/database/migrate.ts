import type { DataSource } from 'typeorm';
import { isSqlite } from '../../auth/persistence/statement.js';
import { ADVISORY_LOCKS, withAdvisoryLock } from './advisory-lock.js';
import { lastMigration, readMigrations } from './schema.js';

/** The last step was a later version's, and only that version knows how to take it back. */
class LaterVersionError extends Error {
  override readonly name = 'LaterVersionError';
}

/**
 * Brings the tables up to what this version needs. Any number of processes may do it at once: one
 * does the work, the others wait for it.
 *
 * @param dataSource connected, without a time-out for statements: a table may be large
 * @returns the names of the migrations that were run
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const migrations = await alone(dataSource, (transaction) =>
    dataSource.runMigrations({ transaction }),
  );
  return migrations.map(({ name }) => name);
}

/**
 * Takes the last migration back, and what it made with all that is in it.
 *
 * @param dataSource as for {@link migrate}
 * @returns its name, or undefined when there is none
 * @throws {LaterVersionError}
 */
export function migrateDown(dataSource: DataSource): Promise<string | undefined> {
  return alone(dataSource, async (transaction) => {
    const name = await lastToUndo(dataSource);
    if (name !== undefined) await dataSource.undoLastMigration({ transaction });
    return name;
  });
}

/** @returns what {@link migrateDown} would take back. @throws {LaterVersionError} */
export async function lastToUndo(dataSource: DataSource): Promise<string | undefined> {
  const name = await lastMigration(dataSource);
  const migrations = await readMigrations(dataSource);
  if (migrations.find((one) => one.name === name)?.state !== 'unknown') return name;
  throw new LaterVersionError(
    `The last migration, ${name}, is one of a later version: take it back with that version.`,
  );
}

type Transaction = 'none' | 'each';

/** One process at a time. SQLite has one connection, so TypeORM's statements are inside. */
function alone<T>(
  dataSource: DataSource,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  return isSqlite(dataSource)
    ? insideImmediateTransaction(dataSource, () => work('none'))
    : withAdvisoryLock(dataSource, ADVISORY_LOCKS.migrating, () => work('each'));
}

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
