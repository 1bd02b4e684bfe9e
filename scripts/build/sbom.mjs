import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledPackages } from './bundled-packages.mjs';
import { ROOT } from './root.mjs';

/**
 * Returns a CycloneDX document (https://cyclonedx.org/docs/1.6/json/) with the packages in the bundle.
 * It has no time and no serial number, so that the same input gives the same file.
 *
 * @param {import('esbuild').Metafile} metafile
 * @returns {string}
 */
export function sbomOf(metafile) {
  const own = readFileSync(join(ROOT, 'package.json'), 'utf8');
  const components = bundledPackages(metafile).map(componentOf);
  const unique = new Map(components.map((component) => [component.purl, component]));
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { ...componentOf(JSON.parse(own)), type: 'application' },
    },
    components: [...unique.values()],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** @param {{ name: string, version: string, license?: string | undefined }} manifest */
function componentOf({ name, version, license }) {
  const purl = `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
  const licenses = license === undefined ? {} : { licenses: [licenseOf(license)] };
  return { type: 'library', 'bom-ref': purl, name, version, ...licenses, purl };
}

/** An SPDX expression such as `MIT OR Apache-2.0`, or a single identifier. @param {string} text */
const licenseOf = (text) => (/[ (]/.test(text) ? { expression: text } : { license: { id: text } });
