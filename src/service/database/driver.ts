import { createRequire } from 'node:module';
import { versions } from 'node:process';
import type Sqlite from 'better-sqlite3';
import { ConfigurationError } from '../configuration/configuration-error.js';
import {
  chooseSqliteDriver,
  corruptingDriver,
  hasWalResetBug,
  noBinary,
  type SqliteRuntime,
} from './choose-sqlite-driver.js';
import { type DatabaseLocation, IN_MEMORY } from './database-url.js';
import { NodeSqlite } from './node-sqlite.js';
import { isCheckout } from '../package-root.js';
import { rebuildCommand } from './rebuild-command.js';

/** A driver of SQLite: better-sqlite3, or {@link NodeSqlite}, which has the members that Keyturn uses. */
export type SqliteDriver = typeof Sqlite;

const NODE_SQLITE = NodeSqlite as unknown as SqliteDriver;

/** The package is outside of the bundle, because it has native code. */
const requirePackage = createRequire(import.meta.url);

/** Returns why the driver of a database cannot be used, with the remedy. */
export function driverProblems(location: DatabaseLocation): readonly string[] {
  try {
    requireDriver(location);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

/**
 * Loads the driver of SQLite. That of PostgreSQL is part of the service.
 *
 * @throws {ConfigurationError} when it cannot be used
 */
export function requireDriver({ kind }: DatabaseLocation): void {
  if (kind === 'sqlite') sqliteDriver();
}

let checkedSqlite: SqliteDriver | undefined;

/**
 * Returns the driver of SQLite that works on this Node, after it has opened a database in memory.
 *
 * @throws {ConfigurationError} when there is none
 */
export function sqliteDriver(): SqliteDriver {
  checkedSqlite ??= loadSqlite();
  return checkedSqlite;
}

function loadSqlite(): SqliteDriver {
  const { node, sqlite: builtInSqlite } = versions;
  const runtime = { node, builtInSqlite, betterSqlite3: installedVersion() };
  const choice = chooseSqliteDriver(runtime);
  if (typeof choice === 'object') throw new ConfigurationError([choice.problem]);
  return choice === 'node:sqlite' ? NODE_SQLITE : loadBetterSqlite3(runtime);
}

function loadBetterSqlite3(runtime: SqliteRuntime): SqliteDriver {
  const driver = requirePackage('better-sqlite3') as SqliteDriver;
  const sqlite = sqliteVersionOf(driver);
  if (sqlite === undefined) return driverWithoutBinary(runtime);
  if (!hasWalResetBug(sqlite)) return driver;
  throw new ConfigurationError([corruptingDriver(sqlite, runtime.node)]);
}

/** Chooses again as if better-sqlite3 were not installed. */
function driverWithoutBinary(runtime: SqliteRuntime): SqliteDriver {
  const choice = chooseSqliteDriver({ ...runtime, betterSqlite3: undefined });
  if (choice === 'node:sqlite') return NODE_SQLITE;
  const remedy = isCheckout() ? 'npm run prepare' : rebuildCommand('better-sqlite3');
  throw new ConfigurationError([noBinary(remedy)]);
}

function installedVersion(): string | undefined {
  try {
    return (requirePackage('better-sqlite3/package.json') as { version: string }).version;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/**
 * Opens a database in memory, because the package loads its native code only then.
 *
 * @returns the version of SQLite, or undefined if the native code cannot be loaded
 */
function sqliteVersionOf(driver: SqliteDriver): string | undefined {
  try {
    const database = new driver(IN_MEMORY);
    const version = database.prepare('SELECT sqlite_version()').pluck().get() as string;
    database.close();
    return version;
  } catch {
    return undefined;
  }
}

/** Checks whether the package itself is missing. */
const isAbsence = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
