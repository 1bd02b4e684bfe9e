import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';

/** Matches up to the last package in the path, because packages are nested. A path with a colon is not a file. */
const PACKAGE = /^[^:]*node_modules\/(@[^/]+\/)?[^/]+/;

/** Packages whose files the build copies, and does not bundle: see `copy-swagger-ui.mjs`. */
const COPIED = ['node_modules/swagger-ui-dist'];

/**
 * A package in the bundle, with its folder below the root.
 *
 * @typedef {{ folder: string, name: string, version: string, license: string | undefined, homepage: string | undefined }} BundledPackage
 * @typedef {{ name: string, version: string, license?: string, licenses?: { type: string }[], homepage?: string }} Manifest
 */

/**
 * Returns the packages in the bundle, sorted by folder.
 *
 * @param {import('esbuild').Metafile} metafile
 * @returns {BundledPackage[]}
 */
export function bundledPackages(metafile) {
  const folders = Object.keys(metafile.inputs).map((path) => PACKAGE.exec(path)?.[0]);
  const bundled = folders.filter((folder) => folder !== undefined);
  const packages = [...new Set([...bundled, ...COPIED])].sort();
  return packages.map((folder) => {
    const manifest = readFileSync(join(ROOT, folder, 'package.json'), 'utf8');
    const { name, version, homepage, ...rest } = /** @type {Manifest} */ (JSON.parse(manifest));
    // Old packages have a list instead.
    const license = rest.license ?? rest.licenses?.map(({ type }) => type).join(' OR ');
    return { folder, name, version, license, homepage };
  });
}
