import { createRequire } from 'node:module';
import { versions } from 'node:process';
import type Sqlite from 'better-sqlite3';
import { ConfigurationError } from '../configuration/configuration-error.js';
import { chooseSqliteDriver, isSafeSqlite, type SqliteRuntime } from './choose-sqlite-driver.js';
import { type DatabaseLocation, IN_MEMORY } from './database-url.js';
import { NodeSqlite } from './node-sqlite.js';
import { isCheckout, PACKAGE_ROOT } from '../package-root.js';
import { binaryRemedy, type Installation, packageRemedy } from './sqlite-remedy.js';

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
  return loadFor({ node, builtInSqlite, betterSqlite3: installedVersion() });
}

/** Loads the driver for these versions, or another one if that one does not work. */
function loadFor(runtime: SqliteRuntime): SqliteDriver {
  const choice = chooseSqliteDriver(runtime);
  if (typeof choice === 'object') {
    const remedy = packageRemedy(runtime.node, installation());
    throw new ConfigurationError([`${choice.problem} ${remedy}`]);
  }
  return choice === 'node:sqlite' ? loadNodeSqlite(runtime) : loadBetterSqlite3(runtime);
}

function loadNodeSqlite(runtime: SqliteRuntime): SqliteDriver {
  const sqlite = sqliteVersionOf(() => NODE_SQLITE);
  if (isSafeSqlite(sqlite)) return NODE_SQLITE;
  return loadFor({ ...runtime, builtInSqlite: undefined });
}

function loadBetterSqlite3(runtime: SqliteRuntime): SqliteDriver {
  const load = () => requirePackage('better-sqlite3') as SqliteDriver;
  const sqlite = sqliteVersionOf(load);
  if (isSafeSqlite(sqlite)) return load();
  const without = { ...runtime, betterSqlite3: undefined };
  if (chooseSqliteDriver(without) === 'node:sqlite') return loadNodeSqlite(without);
  throw new ConfigurationError([problemOf(runtime, sqlite)]);
}

/** @param sqlite the version in the installed better-sqlite3, or undefined if it does not load */
function problemOf(
  { node, betterSqlite3 = '' }: SqliteRuntime,
  sqlite: string | undefined,
): string {
  return sqlite === undefined
    ? `better-sqlite3 has no binary that this Node can load. ${binaryRemedy(node, betterSqlite3, installation())}`
    : `The installed better-sqlite3 contains SQLite ${sqlite}, which can corrupt a database. ${packageRemedy(node, installation())}`;
}

function installation(): Installation {
  if (isCheckout()) return 'checkout';
  return PACKAGE_ROOT.pathname.includes('/_npx/') ? 'npx' : 'package';
}

/** @returns undefined if the package is not installed, or is damaged */
function installedVersion(): string | undefined {
  try {
    return (requirePackage('better-sqlite3/package.json') as { version: string }).version;
  } catch {
    return undefined;
  }
}

/**
 * Opens a database in memory, because better-sqlite3 loads its native code only then.
 *
 * @returns the version of SQLite, or undefined if the driver does not work
 */
function sqliteVersionOf(load: () => SqliteDriver): string | undefined {
  try {
    const database = new (load())(IN_MEMORY);
    const [row] = database.prepare('SELECT sqlite_version() AS version').all();
    database.close();
    const { version } = row as { version: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
