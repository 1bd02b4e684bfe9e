import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The packages of the peers that npm installs. They are no dependencies of Keyturn. */
const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const INSTALLED = `${FOLDER}node_modules/.package-lock.json`;

const ARGUMENTS = ['ci', '--no-audit', '--no-fund', '--ignore-scripts'];

/** npm writes this file last, so an older one is of an older lock file. */
const isInstalled = () =>
  existsSync(INSTALLED) &&
  statSync(INSTALLED).mtimeMs >= statSync(`${FOLDER}package-lock.json`).mtimeMs;

/**
 * Installs the packages unless they are installed.
 *
 * @returns {string | undefined} the problem, if npm cannot install them
 */
export function installPackages() {
  if (isInstalled()) return undefined;
  process.stderr.write('Installing the packages of bench/peers …\n');
  const { status } = spawnSync('npm', ARGUMENTS, { cwd: FOLDER, stdio: ['ignore', 'ignore', 2] });
  return status === 0
    ? undefined
    : 'npm cannot install its packages. With an npm registry, run: npm --prefix bench/peers ci';
}
