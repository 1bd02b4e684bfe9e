import { createRequire } from 'node:module';
import { versions } from 'node:process';
import type Sqlite from 'better-sqlite3';
import type pg from 'pg';
import { ConfigurationError } from '../configuration/configuration-error.js';
import {
  chooseSqliteDriver,
  corruptingDriver,
  hasWalResetBug,
  noBinary,
} from './choose-sqlite-driver.js';
import { type DatabaseLocation, IN_MEMORY } from './database-url.js';
import { NodeSqlite } from './node-sqlite.js';
import { rebuildCommand } from './rebuild-command.js';

/** A driver of SQLite: better-sqlite3, or {@link NodeSqlite}, which has the members that Keyturn uses. */
export type SqliteDriver = typeof Sqlite;

/** Drivers are outside of the bundle, and an operator needs only one of them. */
const load = createRequire(import.meta.url);

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

/** Loads the driver of a database. @throws {ConfigurationError} when it cannot be used */
export function requireDriver({ kind }: DatabaseLocation): void {
  if (kind === 'sqlite') sqliteDriver();
  else postgresDriver();
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
  if (choice === 'node:sqlite') return NodeSqlite as unknown as SqliteDriver;
  const driver = load('better-sqlite3') as SqliteDriver;
  const sqlite = sqliteVersionOf(driver);
  if (hasWalResetBug(sqlite)) throw new ConfigurationError([corruptingDriver(sqlite, node)]);
  return driver;
}

function installedVersion(): string | undefined {
  try {
    return (load('better-sqlite3/package.json') as { version: string }).version;
  } catch (error) {
    if (isAbsence(error, 'better-sqlite3')) return undefined;
    throw error;
  }
}

/** The package loads its native code only when it opens a database. */
function sqliteVersionOf(driver: SqliteDriver): string {
  try {
    const database = new driver(IN_MEMORY);
    const version = database.prepare('SELECT sqlite_version()').pluck().get() as string;
    database.close();
    return version;
  } catch {
    throw new ConfigurationError([noBinary(rebuildCommand('better-sqlite3'))]);
  }
}

/** @throws {ConfigurationError} when it is not installed */
export function postgresDriver(): typeof pg {
  try {
    return load('pg') as typeof pg;
  } catch (error) {
    if (!isAbsence(error, 'pg')) throw error;
    throw new ConfigurationError([
      'PostgreSQL needs the package pg, which is not installed. Run: npm install pg@8',
    ]);
  }
}

/** Checks whether the package itself is missing, and not one of its dependencies. */
function isAbsence(error: unknown, name: string): boolean {
  const { code, message = '' } = error as NodeJS.ErrnoException;
  return code === 'MODULE_NOT_FOUND' && message.startsWith(`Cannot find module '${name}`);
}
