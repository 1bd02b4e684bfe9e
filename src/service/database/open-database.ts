import type { DataSource } from 'typeorm';
import { ConfigurationError } from '../configuration-error.js';
import { createDataSource, type Purpose, stopWaiting } from './data-source.js';
import { type DatabaseLocation, describeLocation } from './database-url.js';
import { isBehind, migrate } from './migrate.js';

/** The database cannot be reached. The message says where it was looked for, without a password. */
class DatabaseUnreachableError extends Error {
  override readonly name = 'DatabaseUnreachableError';
}

/** @throws {DatabaseUnreachableError} */
export async function connect(
  location: DatabaseLocation,
  purpose: Purpose = 'command',
): Promise<DataSource> {
  try {
    return await createDataSource(location, purpose).initialize();
  } catch (cause) {
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
    const message = `The database at ${describeLocation(location)} cannot be opened: ${reason}`;
    throw new DatabaseUnreachableError(message, { cause });
  }
}

/**
 * Connects, and sees to it that the tables are there: an SQLite file is brought up to date at once,
 * a PostgreSQL by the command that its operator runs.
 *
 * @throws {DatabaseUnreachableError}
 * @throws {ConfigurationError} when PostgreSQL's tables are behind, with the command
 */
export async function openDatabase(
  location: DatabaseLocation,
  purpose: Purpose = 'command',
): Promise<DataSource> {
  const dataSource = await connect(location, purpose);
  if (location.kind === 'sqlite') {
    await migrate(dataSource);
    if (purpose === 'service') stopWaiting(dataSource);
    return dataSource;
  }
  if (!(await isBehind(dataSource))) return dataSource;
  await dataSource.destroy();
  throw new ConfigurationError([
    `The tables at ${describeLocation(location)} are behind. Run: npm run --silent keyturn -- migrate`,
  ]);
}
