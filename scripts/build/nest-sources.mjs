import { readFile } from 'node:fs/promises';

/** esbuild does not follow a `require` that was made so, and would leave a second TypeORM outside. */
const OWN_REQUIRE = /^const require = createRequire\(import\.meta\.url\);$/m;

/**
 * What esbuild must be told about Nest's code and ours.
 *
 * A module that is shared by several parts is evaluated before the module that imports it for its
 * effect: decorators would find no reflect-metadata. So each file with decorators asks for it.
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
