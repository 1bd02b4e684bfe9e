import { isAtLeast, majorOf } from '../runtime/version.js';

/** The versions that decide which driver of SQLite works. */
export interface SqliteRuntime {
  /** Of Node, such as `24.15.0`. */
  readonly node: string;
  /** Of the SQLite in Node. Undefined if Node has none. */
  readonly builtInSqlite: string | undefined;
  /** Of the package better-sqlite3. Undefined if it is not installed. */
  readonly betterSqlite3: string | undefined;
}

/** A driver that works, or why there is none. */
export type SqliteChoice = 'node:sqlite' | 'better-sqlite3' | { readonly problem: string };

/** From this version on, Node's own SQLite is stable and preferred. */
const MIN_NODE_WITH_STABLE_SQLITE = '24.15';

/** From this version on, Node's own SQLite has the members that the adapter calls. */
const MIN_NODE_FOR_ADAPTER = '22.16';

/** Below this version of Node, better-sqlite3 13 ends the process with a segmentation fault. */
const MIN_NODE_FOR_BETTER_SQLITE3_13 = '22.14';

/** The major versions of better-sqlite3 that Keyturn supports. */
const BETTER_SQLITE3_MAJORS = [12, 13];

/**
 * Chooses the driver of SQLite, in this order: Node's own on Node 24.15 and later; better-sqlite3, if a
 * version is installed that runs on this Node; Node's own on Node 22.16 and later. Node's own is
 * chosen only if its SQLite has no WAL-reset bug.
 */
export function chooseSqliteDriver(runtime: SqliteRuntime): SqliteChoice {
  const isSafe = isBuiltInSafe(runtime);
  if (isSafe && isAtLeast(runtime.node, MIN_NODE_WITH_STABLE_SQLITE)) return 'node:sqlite';
  const problem = problemOfPackage(runtime);
  if (problem === undefined) return 'better-sqlite3';
  return isSafe ? 'node:sqlite' : { problem };
}

const isBuiltInSafe = ({ node, builtInSqlite }: SqliteRuntime): boolean =>
  isAtLeast(node, MIN_NODE_FOR_ADAPTER) && isSafeSqlite(builtInSqlite);

function problemOfPackage({ node, betterSqlite3: version }: SqliteRuntime): string | undefined {
  if (version === undefined) {
    return 'SQLite needs the package better-sqlite3, which is not installed.';
  }
  const major = majorOf(version);
  if (!BETTER_SQLITE3_MAJORS.includes(major))
    return `Keyturn does not support better-sqlite3 ${version}.`;
  if (major > newestBetterSqlite3(node))
    return `better-sqlite3 ${version} crashes on Node ${node}.`;
  return undefined;
}

/** @param sqlite the version of SQLite in a driver, or undefined if there is none */
export const isSafeSqlite = (sqlite: string | undefined): boolean =>
  sqlite !== undefined && !hasWalResetBug(sqlite);

/**
 * Returns whether a version of SQLite can corrupt a database in WAL mode that several processes use
 * (https://www.sqlite.org/wal.html#walresetbug).
 */
export function hasWalResetBug(sqlite: string): boolean {
  const isBackported = isPatchOf(sqlite, '3.50.7') || isPatchOf(sqlite, '3.44.6');
  return !isAtLeast(sqlite, '3.51.3') && !isBackported;
}

/** Returns the newest major version of better-sqlite3 that runs on a version of Node. */
export const newestBetterSqlite3 = (node: string): number =>
  isAtLeast(node, MIN_NODE_FOR_BETTER_SQLITE3_13) ? 13 : 12;

/** @param fixed the first version of a branch with the fix */
const isPatchOf = (version: string, fixed: string): boolean =>
  isAtLeast(version, fixed) && version.split('.')[1] === fixed.split('.')[1];
