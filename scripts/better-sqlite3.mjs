import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './build/root.mjs';

const PACKAGE = join(ROOT, 'node_modules', 'better-sqlite3');

/**
 * On Node 24.15 and later, Keyturn uses Node's own SQLite: see
 * `src/service/database/choose-sqlite-driver.ts`.
 */
const MIN_NODE_WITH_STABLE_SQLITE = [24, 15];

/** @param {string} [node] a version @returns {boolean} whether the service uses better-sqlite3 on it */
export function usesBetterSqlite3(node = process.versions.node) {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const [minMajor = 0, minMinor = 0] = MIN_NODE_WITH_STABLE_SQLITE;
  return major < minMajor || (major === minMajor && minor < minMinor);
}

/** @returns {boolean} whether npm installed the package, with or without a binary */
export const isInstalled = () => existsSync(PACKAGE);

/** @returns {boolean} whether better-sqlite3 has a binary for this machine and this Node */
export function hasBinary() {
  try {
    const Database = createRequire(import.meta.url)('better-sqlite3');
    new Database(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

/** Downloads or compiles the binary. npm 12 does not run this script itself. */
export function installBinary() {
  execFileSync('npm', ['run', 'install'], {
    cwd: PACKAGE,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
}
