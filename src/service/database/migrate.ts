import type { DataSource } from 'typeorm';
import { OperationalError } from '../../auth/domain/operational-error.js';
import { isSqlite } from '../../auth/persistence/typeorm-driver.js';
import { ADVISORY_LOCKS, withAdvisoryLock } from './advisory-lock.js';
import { lastMigration, readMigrations } from './schema.js';

/** The last migration belongs to a later version, and only that version can revert it. */
class LaterVersionError extends OperationalError {
  override readonly name = 'LaterVersionError';
}

/**
 * Runs all pending migrations. When several processes call it at once, one runs them and the others
 * wait.
 *
 * @param dataSource connected, without a statement timeout, because a table may be large
 * @returns the names of the migrations that were run
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const migrations = await exclusively(dataSource, (transaction) =>
    dataSource.runMigrations({ transaction }),
  );
  return migrations.map(({ name }) => name);
}

/**
 * Reverts the last migration, and deletes the data in the tables and columns that it created.
 *
 * @param dataSource as for {@link migrate}
 * @returns the name of the migration, or undefined when there is none
 * @throws {LaterVersionError}
 */
export function migrateDown(dataSource: DataSource): Promise<string | undefined> {
  return exclusively(dataSource, async (transaction) => {
    const name = await lastToUndo(dataSource);
    if (name !== undefined) await dataSource.undoLastMigration({ transaction });
    return name;
  });
}

/** @returns the migration that {@link migrateDown} would revert. @throws {LaterVersionError} */
export async function lastToUndo(dataSource: DataSource): Promise<string | undefined> {
  const name = await lastMigration(dataSource);
  const migrations = await readMigrations(dataSource);
  if (migrations.find((one) => one.name === name)?.state !== 'unknown') return name;
  throw new LaterVersionError(
    `The last migration, ${name}, belongs to a later version. Revert it with that version.`,
  );
}

type Transaction = 'none' | 'each';

/**
 * Runs `work` in one process at a time. SQLite has one connection, so the transaction contains the
 * statements of TypeORM.
 */
function exclusively<T>(
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
