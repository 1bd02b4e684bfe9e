import type { DataSource } from 'typeorm';
import { OperationalError } from '../../auth/domain/operational-error.js';
import { ConfigurationError } from '../configuration/configuration-error.js';
import { createDataSource, type Purpose, serviceDriver, stopWaiting } from './data-source.js';
import { type DatabaseLocation, describeLocation } from './database-url.js';
import { sqliteDriver } from './driver.js';
import { migrate } from './migrate.js';
import { DEFAULT_POOL_SIZE } from './pool-size.js';
import { requireUtf8 } from './require-utf8.js';
import { isBehind, readMigrations } from './schema.js';
import { warmPool } from './service-pool.js';
import { adviceOn } from './tls.js';
import { commandLine } from '../bootstrap/command-line.js';

/** The database cannot be opened. The message contains its location without the password. */
class DatabaseUnreachableError extends OperationalError {
  override readonly name = 'DatabaseUnreachableError';
}

export interface OpenOptions {
  /** @default 'command' */
  purpose?: Purpose;
  /** Runs pending migrations. @default true for SQLite, false for PostgreSQL */
  migrates?: boolean;
  /** Maximum number of connections to PostgreSQL. */
  poolSize?: number;
}

/**
 * Connects to a database.
 *
 * @throws {DatabaseUnreachableError}
 * @throws {ConfigurationError} when the driver cannot be used
 */
export async function connect(
  location: DatabaseLocation,
  purpose: Purpose = 'command',
  poolSize = DEFAULT_POOL_SIZE,
): Promise<DataSource> {
  const driver = await driverFor(location, purpose);
  try {
    return await createDataSource(location, purpose, poolSize, driver).initialize();
  } catch (cause) {
    const message = `The database at ${describeLocation(location)} cannot be opened: ${reasonOf(cause)}`;
    throw new DatabaseUnreachableError(message, { cause });
  }
}

/** @throws {ConfigurationError} when the driver cannot be used */
async function driverFor({ kind }: DatabaseLocation, purpose: Purpose): Promise<object> {
  if (kind === 'sqlite') return sqliteDriver();
  const { default: pg } = await import('pg');
  return purpose === 'service' ? serviceDriver(pg) : pg;
}

function reasonOf(error: unknown): string {
  const { message = '' } = error as { message?: string };
  return (message === '' ? String(error) : message) + adviceOn(error);
}

/**
 * Connects to a database and checks its tables.
 *
 * @throws {DatabaseUnreachableError}
 * @throws {ConfigurationError} when migrations are pending and `migrates` is false; when the encoding
 *   of a PostgreSQL database is not UTF8
 */
export async function openDatabase(
  location: DatabaseLocation,
  { purpose = 'command', migrates = location.kind === 'sqlite', poolSize }: OpenOptions = {},
): Promise<DataSource> {
  // With the timeouts of a command: another process may be running long migrations.
  const dataSource = await connect(location);
  try {
    await requireUtf8(dataSource, location);
    await prepareTables(dataSource, location, migrates);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  return purpose === 'service' ? inService(dataSource, location, poolSize) : dataSource;
}

async function prepareTables(
  dataSource: DataSource,
  location: DatabaseLocation,
  migrates: boolean,
): Promise<void> {
  if (!isBehind(await readMigrations(dataSource))) return;
  if (migrates) return void (await migrate(dataSource));
  throw new ConfigurationError([
    `The tables at ${describeLocation(location)} are out of date. Run: ${commandLine('migrate')}`,
  ]);
}

/** Applies the short timeouts of the service. */
async function inService(
  dataSource: DataSource,
  location: DatabaseLocation,
  poolSize: number | undefined,
): Promise<DataSource> {
  if (location.kind === 'sqlite') {
    stopWaiting(dataSource);
    return dataSource;
  }
  await dataSource.destroy();
  const served = await connect(location, 'service', poolSize);
  await warmPool(served);
  return served;
}
