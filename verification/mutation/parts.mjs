/**
 * The groups of files that are mutated together, each with its specs. A mutant runs all specs of
 * its part, so a part has few, fast specs. They use PostgreSQL only when SQLite does not suffice.
 * @typedef {object} Part
 * @property {string} name
 * @property {readonly string[]} mutates
 * @property {readonly string[]} specs files, or folders of specs
 * @property {string} [without] one of them that does not run
 * @property {boolean} [needsPostgres] whether the specs also run on PostgreSQL
 * @property {number} minScore the minimum score in percent
 */

/** The minimum score of all parts together, in percent. */
export const MIN_TOTAL = 80;

/**
 * Separate from the domain, because fast-check takes longer to load than the other specs to run.
 */
const ROTATION = 'src/auth/domain/rotation.spec.ts';

const PERSISTENCE = 'src/auth/persistence';

const CONTEXTS = 'src/auth/http/guard/contexts';

/** These contexts belong to the guard, because every guarded route uses them. */
const HTTP_CONTEXT = [`${CONTEXTS}/http-context.ts`, `${CONTEXTS}/bearer.ts`];

/** The files that create the tables and define their names. */
const SCHEMA = [
  `${PERSISTENCE}/*.entity.ts`,
  `${PERSISTENCE}/migrations/*.ts`,
  `${PERSISTENCE}/migration-table.ts`,
  `${PERSISTENCE}/table-name.ts`,
];

const PRUNING = [`${PERSISTENCE}/session-pruner.ts`, `${PERSISTENCE}/prune-*.ts`];

/** @type {readonly Part[]} */
export const PARTS = [
  {
    name: 'domain',
    mutates: ['src/auth/domain/**/*.ts', '!src/auth/domain/rotation.ts'],
    specs: ['src/auth/domain'],
    without: ROTATION,
    minScore: 90,
  },
  {
    name: 'rotation',
    mutates: ['src/auth/domain/rotation.ts'],
    specs: [ROTATION],
    minScore: 90,
  },
  {
    name: 'tokens',
    mutates: ['src/auth/tokens/**/*.ts'],
    specs: ['src/auth/tokens'],
    minScore: 90,
  },
  {
    name: 'sessions',
    mutates: ['src/auth/sessions/**/*.ts'],
    specs: ['src/auth/sessions'],
    minScore: 90,
  },
  {
    name: 'users',
    mutates: ['src/auth/users/**/*.ts'],
    specs: ['src/auth/users'],
    minScore: 80,
  },
  {
    name: 'persistence',
    mutates: [`${PERSISTENCE}/*.ts`, ...[...SCHEMA, ...PRUNING].map((file) => `!${file}`)],
    specs: [
      PERSISTENCE,
      'test/contracts/active-sessions.spec.ts',
      'test/contracts/refresh-token-store.spec.ts',
      'test/contracts/user-directory.spec.ts',
      'test/module/data-source-errors.spec.ts',
    ],
    minScore: 80,
  },
  {
    name: 'schema',
    mutates: SCHEMA,
    specs: ['test/database/schema.spec.ts', 'test/module/table-locations.spec.ts'],
    needsPostgres: true,
    minScore: 80,
  },
  {
    name: 'pruning',
    mutates: PRUNING,
    specs: [`${PERSISTENCE}/session-pruner.spec.ts`, 'test/contracts/session-pruner.spec.ts'],
    minScore: 80,
  },
  {
    name: 'http',
    mutates: ['src/auth/http/**/*.ts', '!src/auth/http/guard/**'],
    specs: [
      'src/auth/http/body',
      'src/auth/http/error-response.spec.ts',
      'src/auth/http/log-refusal.spec.ts',
      'src/auth/http/client-info.decorator.spec.ts',
      'src/auth/http/token',
      'test/e2e/token.spec.ts',
      'test/module/configuration.spec.ts',
      'test/module/routes.spec.ts',
    ],
    minScore: 80,
  },
  {
    name: 'guard',
    mutates: ['src/auth/http/guard/{*,decorators/*,passport/*}.ts', ...HTTP_CONTEXT],
    specs: [
      'src/auth/http/guard',
      'test/module/access-rules.spec.ts',
      'test/module/contexts/swagger.spec.ts',
      'test/module/guard-registration.spec.ts',
      'test/module/isolation.spec.ts',
      'test/module/other-strategies.spec.ts',
      'test/module/routes.spec.ts',
    ],
    minScore: 80,
  },
  {
    name: 'contexts',
    mutates: [`${CONTEXTS}/*.ts`, ...HTTP_CONTEXT.map((file) => `!${file}`)],
    specs: [
      'verification/contexts/graphql.spec.ts',
      'verification/contexts/socket-io.spec.ts',
      'test/module/contexts/foreign-contexts.spec.ts',
      'test/module/contexts/transports.spec.ts',
    ],
    minScore: 80,
  },
  {
    name: 'module',
    mutates: ['src/auth/{*,config/*,events/*}.ts'],
    specs: [
      'src/auth/events/auth-event-broadcast.spec.ts',
      'src/auth/config/auth.settings.spec.ts',
      'src/auth/events/logged-auth-events.spec.ts',
      'src/auth/config/system-clock.spec.ts',
      'test/module/data-source.spec.ts',
      'test/module/option-errors.spec.ts',
      'test/module/replaced-ports.spec.ts',
      'test/module/routes.spec.ts',
      'test/module/services.spec.ts',
      'test/module/configuration.spec.ts',
    ],
    minScore: 80,
  },
  {
    name: 'verifier',
    mutates: ['src/auth/verifier/**/*.ts'],
    specs: [
      'src/auth/verifier',
      'test/module/option-errors.spec.ts',
      'test/module/verifier.spec.ts',
    ],
    minScore: 80,
  },
];
