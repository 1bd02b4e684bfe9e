import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';

/** Matches up to the last package in the path, because packages are nested. A path with a colon is not a file. */
const PACKAGE = /^[^:]*node_modules\/(@[^/]+\/)?[^/]+/;

const LICENCE_FILE = /^(licen[cs]e|copying|notice|copyright)/i;

/** Some packages have their licence only in the README. */
const LICENCE_IN_README = /^#+\s*licen[cs]e\b[^]*/im;

const HEADING = `The service of Keyturn contains code of the following packages, each under its own licence.
The code is in this folder, without comments and white space.`;

/**
 * Collects the licences of all packages in the bundle.
 *
 * @param {import('esbuild').Metafile} metafile
 */
export function licencesOf(metafile) {
  const folders = Object.keys(metafile.inputs).map((path) => PACKAGE.exec(path)?.[0]);
  const packages = [...new Set(folders)].filter((folder) => folder !== undefined).sort();
  return `${[HEADING, ...packages.map(licenceOf)].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** @param {string} folder */
function licenceOf(folder) {
  const manifest = readFileSync(join(ROOT, folder, 'package.json'), 'utf8');
  const { name, version, license, homepage } = /** @type {Record<string, string>} */ (
    JSON.parse(manifest)
  );
  const texts = textsIn(folder, LICENCE_FILE);
  const inReadme = textsIn(folder, /^readme/i).map((text) => LICENCE_IN_README.exec(text)?.[0]);
  const licences = texts.length > 0 ? texts : inReadme.filter((text) => text !== undefined);
  const title = [`${name} ${version}`, license, homepage].filter(Boolean).join(', ');
  return [title, ...licences].join('\n\n');
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
