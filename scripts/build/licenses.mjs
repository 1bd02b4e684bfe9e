import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledPackages } from './bundled-packages.mjs';
import { ROOT } from './root.mjs';

const LICENSE_FILE = /^(licen[cs]e|copying|notice|copyright)/i;

/** Some packages have their license only in the README. */
const LICENSE_IN_README = /^#+\s*licen[cs]e\b[^]*/im;

const HEADING = `The service of Keyturn contains code of the following packages, each under its own license.
The code is in this folder, without comments and white space.`;

/**
 * Collects the licenses of all packages in the bundle.
 *
 * @param {import('esbuild').Metafile} metafile
 */
export function licensesOf(metafile) {
  return `${[HEADING, ...bundledPackages(metafile).map(licenseOf)].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** @param {import('./bundled-packages.mjs').BundledPackage} bundled */
function licenseOf({ folder, name, version, license, homepage }) {
  const texts = textsIn(folder, LICENSE_FILE);
  const inReadme = textsIn(folder, /^readme/i).map((text) => LICENSE_IN_README.exec(text)?.[0]);
  const licenses = texts.length > 0 ? texts : inReadme.filter((text) => text !== undefined);
  const title = [`${name} ${version}`, license, homepage].filter(Boolean).join(', ');
  return [title, ...licenses].join('\n\n');
}

/**
 * @param {string} folder
 * @param {RegExp} name
 */
function textsIn(folder, name) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => readFileSync(join(ROOT, folder, entry.name), 'utf8').trim());
}
