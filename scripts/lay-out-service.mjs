/**
 * `node scripts/lay-out-service.mjs FOLDER` copies the built service, and the packages outside of its
 * bundle, to a folder. Run it there: `node FOLDER/dist/main.js serve`.
 * The packages are those that `npm ci` installed for this machine and this version of Node.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { usesBetterSqlite3 } from './better-sqlite3.mjs';
import { INSTALLED } from './build/installed-packages.mjs';
import { ROOT } from './build/root.mjs';

const OWN_FILES = [
  'package.json',
  'LICENSE',
  'README.md',
  'dist/package.json',
  'dist/main.js',
  'dist/service',
];

/** @param {string} folder of a package @returns {Record<string, string>} */
function dependenciesOf(folder) {
  const { dependencies = {}, optionalDependencies = {} } =
    /** @type {Record<string, Record<string, string>>} */ (
      JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    );
  return { ...dependencies, ...optionalDependencies };
}

/**
 * Finds a package as Node does: in the folder of the package that requires it, then in the parent
 * folders. Optional packages for other machines are absent.
 *
 * @param {string} name
 * @param {string} from
 * @returns {string | undefined} below the root
 */
function find(name, from) {
  const place = join(from, 'node_modules', name);
  if (existsSync(join(ROOT, place, 'package.json'))) return place;
  return from === '.' ? undefined : find(name, dirname(from));
}

/**
 * @param {readonly string[]} names
 * @param {string} [from]
 * @param {Set<string>} [found]
 */
function withDependencies(names, from = '.', found = new Set()) {
  for (const name of names) {
    const place = find(name, from);
    if (place === undefined || found.has(place)) continue;
    withDependencies(Object.keys(dependenciesOf(join(ROOT, place))), place, found.add(place));
  }
  return found;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: node scripts/lay-out-service.mjs FOLDER');
const packages = [...INSTALLED, ...(usesBetterSqlite3() ? ['better-sqlite3'] : [])];
for (const path of [...OWN_FILES, ...withDependencies(packages)]) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  cpSync(realpathSync(join(ROOT, path)), join(folder, path), { recursive: true });
}
