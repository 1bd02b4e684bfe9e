import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './build/root.mjs';

/** Node 24.15 and later use their own SQLite: see `src/service/database/choose-sqlite-driver.ts`. */
const FIRST_NODE_WITHOUT = [24, 15];

/** @param {string} [node] a version @returns {boolean} whether the service uses better-sqlite3 on it */
export function usesBetterSqlite3(node = process.versions.node) {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const [firstMajor = 0, firstMinor = 0] = FIRST_NODE_WITHOUT;
  return major < firstMajor || (major === firstMajor && minor < firstMinor);
}

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
  const cwd = join(ROOT, 'node_modules', 'better-sqlite3');
  execFileSync('npm', ['run', 'install'], {
    cwd,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
}
