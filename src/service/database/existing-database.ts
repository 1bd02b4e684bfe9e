import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DatabaseLocation, IN_MEMORY } from './database-url.js';
import { requireDriver } from './driver.js';

/** There is no database that a command could work on. The message says where it was looked for. */
class NoDatabaseError extends Error {
  override readonly name = 'NoDatabaseError';
}

export const NOT_IN_MEMORY = 'A database in memory is its process’s alone, and ends with it.';

/** Whether there is something to look at. A PostgreSQL says itself when it has no such database. */
export const isThere = (location: DatabaseLocation): boolean =>
  location.kind === 'postgres' || (location.path !== IN_MEMORY && existsSync(location.path));

/** What is said of a file that is not there: the whole path, since a command may run elsewhere. */
export const absence = ({ path }: { path: string }): string =>
  `There is no database at ${resolve(path)}`;

/**
 * Sees to it that a command leaves something behind: what it does in memory nobody else ever sees.
 *
 * @throws {NoDatabaseError}
 * @throws {ConfigurationError} when the driver is not installed
 */
export async function requireLasting(location: DatabaseLocation): Promise<void> {
  await requireDriver(location);
  const isInMemory = location.kind === 'sqlite' && location.path === IN_MEMORY;
  if (isInMemory) throw new NoDatabaseError(NOT_IN_MEMORY);
}

/**
 * Sees to it that a command works on what the service keeps. Without the service's variables it
 * would make an empty database, and find that there is nothing to do.
 *
 * @throws as {@link requireLasting}
 */
export async function requireExisting(location: DatabaseLocation): Promise<void> {
  await requireLasting(location);
  if (location.kind === 'postgres' || isThere(location)) return;
  throw new NoDatabaseError(`${absence(location)}. Set DATABASE_URL to that of the service.`);
}
