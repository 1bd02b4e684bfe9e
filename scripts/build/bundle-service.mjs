import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { absentPackages } from './absent-packages.mjs';
import { copySwaggerUi } from './copy-swagger-ui.mjs';
import { INSTALLED } from './installed-packages.mjs';
import { licensesOf } from './licenses.mjs';
import { nestSources } from './nest-sources.mjs';
import { packageNames } from './package-names.mjs';
import { ROOT } from './root.mjs';
import { sbomOf } from './sbom.mjs';
import { unusedModules } from './unused-modules.mjs';
import { unwrapNames } from './unwrap-names.mjs';

/** CommonJS code in the bundle requires built-in modules of Node, and the drivers. */
const REQUIRE = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`;

/** Bundles `build/` to `dist/main.js` and `dist/service/`, and collects the licenses. */
export async function bundleService() {
  const { metafile } = await build({
    ...OPTIONS,
    external: [...INSTALLED, ...unbundledDrivers(), ...OPTIONAL_PACKAGES_OF_PG],
  });
  await build(ENTRY_OPTIONS);
  const chunks = Object.keys(metafile.outputs).filter((path) => path.endsWith('.js'));
  if (!chunks.map((path) => unwrapNames(join(ROOT, path))).includes(true)) {
    throw new Error('No chunk calls __name: esbuild has changed its helper.');
  }
  writeFileSync(join(ROOT, 'dist/package.json'), '{ "type": "commonjs" }\n');
  writeFileSync(join(ROOT, 'dist/service/package.json'), '{ "type": "module" }\n');
  writeFileSync(join(ROOT, 'build/bundle.json'), JSON.stringify(metafile));
  writeFileSync(join(ROOT, 'dist/service/LICENSES.txt'), licensesOf(metafile));
  writeFileSync(join(ROOT, 'dist/service/sbom.cdx.json'), sbomOf(metafile));
  const page = join(ROOT, 'dist/service/page');
  cpSync(join(ROOT, 'build/service/explorer/page'), page, { recursive: true });
  copySwaggerUi(page);
}

/**
 * All chunks are in one folder at the same depth as `src/service/`, because they read `package.json`
 * and the page of the explorer by relative paths. Names are kept, because Nest and TypeORM use the
 * names of classes, and stacks stay readable: see also `unwrap-names.mjs`.
 *
 * @satisfies {import('esbuild').BuildOptions}
 */
const OPTIONS = /** @type {const} */ ({
  absWorkingDir: ROOT,
  entryPoints: { 'service/main': 'build/cli/main.js' },
  outdir: 'dist',
  chunkNames: 'service/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Keeps the paths relative to the package if node_modules is a link.
  preserveSymlinks: true,
  keepNames: true,
  // V8 keeps the source of a module in memory: comments and white space would use 15 MB.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'eof',
  banner: { js: REQUIRE },
  plugins: [absentPackages, packageNames, nestSources, unusedModules],
  metafile: true,
  logLevel: 'error',
});

/**
 * The entry point is CommonJS, because Node uses its thread pool to load an ES module: see
 * `src/main.ts`.
 *
 * @satisfies {import('esbuild').BuildOptions}
 */
const ENTRY_OPTIONS = /** @type {const} */ ({
  absWorkingDir: ROOT,
  entryPoints: ['build/main.js'],
  outdir: 'dist',
  bundle: true,
  format: 'cjs',
  platform: 'node',
  // Old versions of Node must be able to parse it, to print why they are rejected.
  target: 'node14',
  plugins: [
    {
      name: 'service',
      setup: ({ onResolve }) =>
        onResolve({ filter: /^\.\/cli\/main\.js$/ }, () => ({
          path: './service/main.js',
          external: true,
        })),
    },
  ],
  logLevel: 'error',
});

/** Optional packages that pg imports: libpq, and the sockets of Cloudflare Workers. Keyturn uses neither. */
const OPTIONAL_PACKAGES_OF_PG = ['pg-native', 'pg-cloudflare'];

/** The drivers that TypeORM requires by name: better-sqlite3, and those that Keyturn does not use. */
function unbundledDrivers() {
  const manifest = readFileSync(join(ROOT, 'node_modules/typeorm/package.json'), 'utf8');
  const { peerDependencies } = /** @type {{ peerDependencies: object }} */ (JSON.parse(manifest));
  return Object.keys(peerDependencies).filter((name) => name !== 'pg');
}
