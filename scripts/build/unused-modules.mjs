import { join } from 'node:path';
import { ROOT } from './root.mjs';

/**
 * Modules that TypeORM, rate-limiter-flexible and Fastify import: for databases that Keyturn does not
 * use, for paths of entities, for formatted logs, and for JSON schemas. V8 would compile them at each
 * start and keep their source in memory.
 */
const UNUSED = [
  /typeorm[\\/]driver[\\/](aurora|capacitor|cockroach|cordova|expo|mongo|mysql|nativescript|oracle|react|sap|spanner|sqljs|sqlserver)[\w-]*[\\/]\w+Driver\.js$/,
  /node_modules[\\/](tinyglobby[\\/]dist[\\/]index\.\w+|@sqltools[\\/]formatter[\\/]lib[\\/]sqlFormatter\.js)$/,
  /@fastify[\\/](ajv-compiler|fast-json-stringify-compiler)[\\/]index\.js$/,
  /typeorm[\\/](entity-manager|repository)[\\/]Mongo\w+\.js$/,
  /rate-limiter-flexible[\\/]lib[\\/]RateLimiter(Cluster|Drizzle|Dynamo|Etcd|Memcache|Mongo|MySQL|Prisma|Redis|SQLite|Valkey)\w*\.js$/,
];

/** The ESM build of rxjs, which esbuild can tree-shake. */
const RXJS = join(ROOT, 'node_modules/rxjs/dist/esm');

/**
 * Leaves out parts of packages that the service does not use.
 *
 * @type {import('esbuild').Plugin}
 */
export const unusedModules = {
  name: 'unused-modules',
  setup(build) {
    for (const filter of UNUSED)
      build.onLoad({ filter }, () => ({ contents: 'module.exports = {};' }));
    build.onResolve({ filter: /^rxjs(\/operators)?$/ }, ({ path }) => ({
      path: join(RXJS, path.slice('rxjs'.length), 'index.js'),
      sideEffects: false,
    }));
  },
};
