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

/** A driver that works, or why there is none, with its remedy. */
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
 * Chooses Node's own SQLite on Node 24.15 and later, else an installed better-sqlite3 that runs on
 * this Node. Without one, Node's own SQLite is used on earlier versions of Node too, if it is safe.
 */
export function chooseSqliteDriver(runtime: SqliteRuntime): SqliteChoice {
  const isSafe = isBuiltInSafe(runtime);
  if (isSafe && isAtLeast(runtime.node, MIN_NODE_WITH_STABLE_SQLITE)) return 'node:sqlite';
  const problem = problemOfPackage(runtime);
  if (problem === undefined) return 'better-sqlite3';
  return isSafe ? 'node:sqlite' : { problem: `${problem} ${remedyOn(runtime.node)}` };
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
  if (major > recommendedOn(node)) return `better-sqlite3 ${version} crashes on Node ${node}.`;
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

/** Describes a driver whose SQLite has the bug. */
export const corruptingDriver = (sqlite: string, node: string): string =>
  `The installed better-sqlite3 contains SQLite ${sqlite}, which can corrupt a database. ${remedyOn(node)}`;

/** Describes a better-sqlite3 without its native code. @param rebuild the command that builds it */
export const noBinary = (rebuild: string): string =>
  `better-sqlite3 has no binary that this Node can load. Run: ${rebuild}. ${OTHER_NODE}`;

const OTHER_NODE = `Or use Node ${MIN_NODE_WITH_STABLE_SQLITE} or later, which needs no package.`;

/**
 * Version 13 has its binaries in the package, but npm compiles it again. TypeORM accepts only version
 * 12 as its peer, so npm would refuse to install 13 next to it.
 */
const OPTIONS_FOR_13 = '--ignore-scripts --legacy-peer-deps ';

function remedyOn(node: string): string {
  const major = recommendedOn(node);
  const options = major === 13 ? OPTIONS_FOR_13 : '';
  return `Run: npm install ${options}better-sqlite3@${major}. ${OTHER_NODE}`;
}

const recommendedOn = (node: string): number =>
  isAtLeast(node, MIN_NODE_FOR_BETTER_SQLITE3_13) ? 13 : 12;

/** @param fixed the first version of a branch with the fix */
const isPatchOf = (version: string, fixed: string): boolean =>
  isAtLeast(version, fixed) && version.split('.')[1] === fixed.split('.')[1];
