import type { DataSource } from 'typeorm';
import { ConfigurationError } from '../configuration-error.js';
import { createDataSource, type Purpose, serviceDriver, stopWaiting } from './data-source.js';
import { type DatabaseLocation, describeLocation } from './database-url.js';
import { postgresDriver, requireDriver } from './driver.js';
import { migrate } from './migrate.js';
import { DEFAULT_POOL_SIZE } from './pool-size.js';
import { requireUtf8 } from './require-utf8.js';
import { isBehind, readMigrations } from './schema.js';
import { warmPool } from './service-pool.js';
import { adviceOn } from './tls.js';
import { commandLine } from '../command-line.js';

/** The database cannot be reached. The message says where it was looked for, without a password. */
class DatabaseUnreachableError extends Error {
  override readonly name = 'DatabaseUnreachableError';
}

/** How a database is opened. */
export interface Opening {
  /** Default: `command`. */
  purpose?: Purpose;
  /** Whether tables that are behind are brought up to date. Default: on SQLite alone. */
  migrates?: boolean;
  /** The most connections to PostgreSQL at once. */
  poolSize?: number;
}

/**
 * @throws {DatabaseUnreachableError}
 * @throws {ConfigurationError} when its driver is not installed
 */
export async function connect(
  location: DatabaseLocation,
  purpose: Purpose = 'command',
  poolSize = DEFAULT_POOL_SIZE,
): Promise<DataSource> {
  await requireDriver(location);
  const driver = await driverFor(location, purpose);
  try {
    return await createDataSource(location, purpose, poolSize, driver).initialize();
  } catch (cause) {
    const message = `The database at ${describeLocation(location)} cannot be opened: ${reasonOf(cause)}`;
    throw new DatabaseUnreachableError(message, { cause });
  }
}

/** TypeORM loads the driver of a command by itself. */
const driverFor = async ({ kind }: DatabaseLocation, purpose: Purpose) =>
  kind === 'postgres' && purpose === 'service' ? serviceDriver(await postgresDriver()) : undefined;

function reasonOf(error: unknown): string {
  const { message = '' } = error as { message?: string };
  return (message === '' ? String(error) : message) + adviceOn(error);
}

/**
 * Connects, and sees to it that the tables are there: an SQLite file is brought up to date at once,
 * a PostgreSQL by the command that its operator runs, unless told otherwise.
 *
 * @throws {DatabaseUnreachableError}
 * @throws {ConfigurationError} when the tables are behind and stay so, with the command; when the
 *   encoding of a PostgreSQL is not UTF8
 */
export async function openDatabase(
  location: DatabaseLocation,
  { purpose = 'command', migrates = location.kind === 'sqlite', poolSize }: Opening = {},
): Promise<DataSource> {
  // With a command's patience: whoever waits for another to migrate may wait long.
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
    `The tables at ${describeLocation(location)} are behind. Run: ${commandLine('migrate')}`,
  ]);
}

/** From now on requests wait. */
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
