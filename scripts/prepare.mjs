/**
 * npm runs this script after `npm ci` in a checkout, but not in an application that installs the
 * package. It installs the binary of better-sqlite3 only where the service uses it.
 *
 * `node scripts/prepare.mjs --bench` installs it on every Node, for the benchmarks that fill a database
 * themselves or run a bare server.
 */
import { hasBinary, installBinary, isInstalled, usesBetterSqlite3 } from './better-sqlite3.mjs';

const forBench = process.argv.includes('--bench');

const CONSEQUENCE =
  'Without better-sqlite3, Keyturn has no SQLite, unless `node -p process.versions.sqlite` is 3.51.3 ' +
  'or later. PostgreSQL needs no binary.';

/** @param {string} problem what happened, and what to do */
function warn(problem) {
  process.stderr.write(`${problem}\n${CONSEQUENCE}\n`);
  if (forBench) process.exitCode = 1;
}

const TOOLS = 'Install Python, make and a C++ compiler, and run:';

if (forBench || usesBetterSqlite3()) {
  // npm 10 runs the install script itself, and removes an optional package whose script fails.
  if (!isInstalled()) {
    warn(`npm has omitted better-sqlite3, or its install script failed. ${TOOLS} npm ci`);
  } else if (!hasBinary()) {
    build();
  }
}

function build() {
  try {
    installBinary();
  } catch {
    warn(`The install script of better-sqlite3 failed: see above. ${TOOLS} npm run prepare`);
  }
}
