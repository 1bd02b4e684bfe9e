import { majorOf } from '../runtime/version.js';
import { newestBetterSqlite3 } from './choose-sqlite-driver.js';
import { rebuildCommand } from './rebuild-command.js';

/** How the service was installed. It decides which command installs a driver. */
export type Installation = 'checkout' | 'npx' | 'package';

const OTHER_NODE = 'Or use the newest Node 24 or 26 with its own SQLite, which needs no package.';

/**
 * Version 13 has its binaries in the package, but npm compiles it again. TypeORM accepts only version
 * 12 as its peer, so npm would refuse to install 13 next to it.
 */
const OPTIONS_FOR_13 = '--ignore-scripts --legacy-peer-deps ';

/** @param service the name of the service and a space, if it is installed too */
const installCommand = (major: number, service = ''): string =>
  `npm install ${major === 13 ? OPTIONS_FOR_13 : ''}${service}better-sqlite3@${major}`;

/** Returns what to do without a better-sqlite3 that runs on this Node. @param node its version */
export const packageRemedy = (node: string, installation: Installation): string =>
  `${installation === 'checkout' ? COMPILE : installOn(node, installation)} ${OTHER_NODE}`;

/** npm cannot add version 13 to a checkout, whose lock file has version 12. */
const COMPILE = 'Install Python, make and a C++ compiler, and run: npm ci.';

/** `npx` keeps the service in a folder of its own, where a package of this folder is not found. */
function installOn(node: string, installation: Installation): string {
  const major = newestBetterSqlite3(node);
  return installation === 'npx'
    ? `Run: ${installCommand(major, 'keyturn ')}. Then repeat the command.`
    : `Run: ${installCommand(major)}.`;
}

/**
 * Returns what to do with a better-sqlite3 that has no binary for this Node.
 *
 * @param npm the version of npm. By default that of the command line
 */
export function binaryRemedy(
  node: string,
  betterSqlite3: string,
  installation: Installation,
  npm?: string,
): string {
  if (installation === 'checkout') return `Run: npm run prepare. ${OTHER_NODE}`;
  if (installation === 'npx') return packageRemedy(node, installation);
  // Version 13 has no install script, so npm cannot rebuild it.
  const repair =
    majorOf(betterSqlite3) === 13
      ? `npm uninstall better-sqlite3 && ${installCommand(13)}`
      : rebuildCommand('better-sqlite3', npm);
  return `Run: ${repair}. ${OTHER_NODE}`;
}
