import { readFile } from 'node:fs/promises';

/** esbuild does not follow such a `require`, and would leave a second TypeORM outside of the bundle. */
const OWN_REQUIRE = /^const require = createRequire\(import\.meta\.url\);$/m;

/**
 * Adjusts the sources of Nest and Keyturn for esbuild.
 *
 * esbuild evaluates a module that several chunks share before the module that imports
 * reflect-metadata. So each file with decorators imports it.
 *
 * @type {import('esbuild').Plugin}
 */
export const nestSources = {
  name: 'nest-sources',
  setup(build) {
    build.onLoad({ filter: /[\\/](@nestjs[\\/][^\\/]+|build)[\\/].*\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(OWN_REQUIRE, '');
      return { contents: source.includes('__decorate') ? withMetadata(contents) : contents };
    });
  },
};

/** @param {string} source */
const withMetadata = (source) => `import 'reflect-metadata';${source}`;
