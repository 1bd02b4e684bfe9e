import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { OperationalError } from '../../auth/domain/operational-error.js';
import { type DatabaseLocation, IN_MEMORY } from './database-url.js';
import { requireDriver } from './driver.js';

/** The database of a command does not exist. The message contains its path. */
class NoDatabaseError extends OperationalError {
  override readonly name = 'NoDatabaseError';
}

export const NOT_IN_MEMORY =
  'An in-memory database exists only in the process that created it. Set DATABASE_URL to a file.';

/** Checks whether an SQLite file exists. PostgreSQL reports a missing database on connect. */
export const isExisting = (location: DatabaseLocation): boolean =>
  location.kind === 'postgres' || (location.path !== IN_MEMORY && existsSync(location.path));

/** Uses the absolute path, because a command may run in another directory than the service. */
export const describeMissing = ({ path }: { path: string }): string =>
  `There is no database at ${resolve(path)}`;

/**
 * Rejects a database in memory, in which a command would have no lasting effect.
 *
 * @throws {NoDatabaseError}
 * @throws {ConfigurationError} when the driver cannot be used
 */
export function requirePersistent(location: DatabaseLocation): void {
  requireDriver(location);
  const isInMemory = location.kind === 'sqlite' && location.path === IN_MEMORY;
  if (isInMemory) throw new NoDatabaseError(NOT_IN_MEMORY);
}

/**
 * Rejects an SQLite file that does not exist. Without the variables of the service, a command would
 * otherwise create an empty database and report success.
 *
 * @throws as {@link requirePersistent}
 */
export function requireExisting(location: DatabaseLocation): void {
  requirePersistent(location);
  if (location.kind === 'postgres' || isExisting(location)) return;
  const remedy = 'Set DATABASE_URL to the value that the service uses.';
  throw new NoDatabaseError(`${describeMissing(location)}. ${remedy}`);
}
