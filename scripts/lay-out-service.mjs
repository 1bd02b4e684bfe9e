/**
 * `node scripts/lay-out-service.mjs FOLDER`: the built service with the packages that it cannot
 * carry inside, and nothing else, ready to run there: `node FOLDER/dist/main.js serve`.
 * The packages are those that `npm ci` installed here, for this machine and this Node.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { INSTALLED } from './build/installed-packages.mjs';
import { ROOT } from './build/root.mjs';

const OURS = [
  'package.json',
  'LICENSE',
  'README.md',
  'dist/package.json',
  'dist/main.js',
  'dist/service',
];

/** @param {string} folder of a package @returns {Record<string, string>} */
function needsOf(folder) {
  const { dependencies = {}, optionalDependencies = {} } =
    /** @type {Record<string, Record<string, string>>} */ (
      JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    );
  return { ...dependencies, ...optionalDependencies };
}

/**
 * As Node looks for it: in the package itself, then in those around it. What is optional may be
 * nowhere: it is for another machine.
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
function withAllTheyNeed(names, from = '.', found = new Set()) {
  for (const name of names) {
    const place = find(name, from);
    if (place === undefined || found.has(place)) continue;
    withAllTheyNeed(Object.keys(needsOf(join(ROOT, place))), place, found.add(place));
  }
  return found;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: node scripts/lay-out-service.mjs FOLDER');
for (const path of [...OURS, ...withAllTheyNeed(INSTALLED)]) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  cpSync(realpathSync(join(ROOT, path)), join(folder, path), { recursive: true });
}
