import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './root.mjs';

const NAMESPACE = 'package-names';

/** Matches packages, but not relative or absolute paths. */
const PACKAGE = /^[^./]/;

/** Exports that only mark the module format. */
const MARKS = ['__esModule', 'module.exports'];

/**
 * Gives `import('a-package')` in the bundle the same exports as in Node. For a CommonJS package that
 * is imported dynamically, esbuild exports only `default`.
 *
 * @type {import('esbuild').Plugin}
 */
export const packageNames = {
  name: NAMESPACE,
  setup(build) {
    build.onResolve({ filter: PACKAGE }, async ({ path, kind, resolveDir, pluginData }) => {
      if (kind !== 'dynamic-import' || pluginData === NAMESPACE) return;
      const found = await build.resolve(path, { kind, resolveDir, pluginData: NAMESPACE });
      if (found.external || found.namespace !== 'file') return found;
      return { path: relative(ROOT, found.path), namespace: NAMESPACE };
    });
    build.onLoad({ filter: /./, namespace: NAMESPACE }, async ({ path }) => ({
      contents: `export { ${await namesIn(path)} } from ${JSON.stringify(`./${path}`)};`,
      resolveDir: ROOT,
    }));
  },
};

/** @param {string} path of a file, below the root */
async function namesIn(path) {
  const names = Object.keys(await import(pathToFileURL(join(ROOT, path)).href));
  return names.filter((name) => !MARKS.includes(name)).join(', ');
}
