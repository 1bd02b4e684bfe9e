/**
 * npm runs this script after `npm ci` in a checkout, but not in an application that installs the
 * package. It installs the binary of better-sqlite3 only where the service uses it.
 */
import { hasBinary, installBinary, usesBetterSqlite3 } from './better-sqlite3.mjs';

if (usesBetterSqlite3() && !hasBinary()) {
  try {
    installBinary();
  } catch {
    // The start of the service names the remedy. PostgreSQL needs no binary.
    process.stderr.write(
      'better-sqlite3 could not be built. SQLite needs it on this version of Node.\n',
    );
  }
}
