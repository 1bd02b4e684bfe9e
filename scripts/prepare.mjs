/**
 * npm runs this script after `npm ci` in a checkout, but not in an application that installs the
 * package. It installs the binary of better-sqlite3 only where the service uses it.
 *
 * `node scripts/prepare.mjs --tests` installs a missing binary on every Node: the tests of the module
 * and the benchmarks need it.
 */
import { hasBinary, hasFile, installBinary, usesBetterSqlite3 } from './better-sqlite3.mjs';

const forTests = process.argv.includes('--tests');

// `npm run test:node` runs tests that need no binary, and must not replace the one of another Node.
const isMissing = forTests ? !hasFile() : usesBetterSqlite3() && !hasBinary();

if (isMissing) {
  try {
    installBinary();
  } catch {
    process.stderr.write(
      'better-sqlite3 has no binary, because its install script failed: see above. Install Python, ' +
        'make and a C++ compiler, and run: npm run prepare -- --tests. Without it, the tests fail, ' +
        'and Node below 24.15 has no SQLite. PostgreSQL needs no binary.\n',
    );
    if (forTests) process.exitCode = 1;
  }
}
