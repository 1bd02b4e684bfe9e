/**
 * npm runs this script after `npm ci` in a checkout, but not in an application that installs the
 * package. It installs the binary of better-sqlite3 only where the service uses it.
 *
 * `node scripts/prepare.mjs --bench` installs it on every Node, for the benchmarks that fill a database
 * themselves or run a bare server.
 */
import { hasBinary, installBinary, usesBetterSqlite3 } from './better-sqlite3.mjs';

const forBench = process.argv.includes('--bench');

if ((forBench || usesBetterSqlite3()) && !hasBinary()) {
  try {
    installBinary();
  } catch {
    process.stderr.write(
      'better-sqlite3 has no binary, because its install script failed: see above. Install Python, ' +
        'make and a C++ compiler, and run: npm run prepare. Without it, Keyturn has no SQLite on Node ' +
        'below 24.15. PostgreSQL needs no binary.\n',
    );
    if (forBench) process.exitCode = 1;
  }
}
