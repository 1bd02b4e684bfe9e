/**
 * What is mutated together, and the specs that judge it: those that are quick, and need no
 * PostgreSQL where SQLite tells as much. Each mutant costs one run of its part's specs, so that a
 * part has as few as notice.
 *
 * @typedef {object} Part
 * @property {string} name
 * @property {readonly string[]} mutates
 * @property {readonly string[]} specs files, or folders with all that is in them
 * @property {string} [without] one of them that is left out
 * @property {boolean} [needsPostgres] whether the specs are run on PostgreSQL, too
 * @property {number} least the score below which the run fails, percent
 */

/** Percent, of all parts together. */
export const MIN_TOTAL = 80;

/** Apart from the rest of the domain: fast-check takes longer to load than all of that takes to run. */
const ROTATION = 'src/auth/domain/rotation.spec.ts';

const PERSISTENCE = 'src/auth/persistence';

/** What every guarded route is, and no other context. */
const HTTP_CONTEXT = 'src/auth/http/guard/contexts/http-context.ts';

/** What makes the tables, and says where they are. */
const SCHEMA = [
  `${PERSISTENCE}/*.entity.ts`,
  `${PERSISTENCE}/migrations/*.ts`,
  `${PERSISTENCE}/migration-table.ts`,
  `${PERSISTENCE}/table-name.ts`,
];

const PRUNING = [`${PERSISTENCE}/session-pruner.ts`, `${PERSISTENCE}/prune-*.ts`];

/** Gateways of WebSockets ask it, and stand among the contexts. */
const CONNECTIONS = 'src/auth/http/guard/ws-connections.ts';

/** @type {readonly Part[]} */
export const PARTS = [
  {
    name: 'domain',
    mutates: ['src/auth/domain/**/*.ts', '!src/auth/domain/rotation.ts'],
    specs: ['src/auth/domain'],
    without: ROTATION,
    least: 90,
  },
  {
    name: 'rotation',
    mutates: ['src/auth/domain/rotation.ts'],
    specs: [ROTATION],
    least: 90,
  },
  {
    name: 'tokens',
    mutates: ['src/auth/tokens/**/*.ts'],
    specs: ['src/auth/tokens'],
    least: 90,
  },
  {
    name: 'sessions',
    mutates: ['src/auth/sessions/**/*.ts'],
    specs: ['src/auth/sessions'],
    least: 90,
  },
  {
    name: 'users',
    mutates: ['src/auth/users/**/*.ts'],
    specs: ['src/auth/users'],
    least: 80,
  },
  {
    name: 'persistence',
    mutates: [`${PERSISTENCE}/*.ts`, ...[...SCHEMA, ...PRUNING].map((file) => `!${file}`)],
    specs: [
      PERSISTENCE,
      'test/contracts/active-sessions.spec.ts',
      'test/contracts/refresh-token-store.spec.ts',
      'test/contracts/user-directory.spec.ts',
      'test/module/mistaken-storage.spec.ts',
    ],
    least: 80,
  },
  {
    name: 'schema',
    mutates: SCHEMA,
    specs: ['test/schema.spec.ts', 'test/module/places-of-tables.spec.ts'],
    needsPostgres: true,
    least: 80,
  },
  {
    name: 'pruning',
    mutates: PRUNING,
    specs: [`${PERSISTENCE}/session-pruner.spec.ts`, 'test/contracts/session-pruner.spec.ts'],
    least: 80,
  },
  {
    name: 'http',
    mutates: ['src/auth/http/**/*.ts', '!src/auth/http/guard/**'],
    specs: [
      'src/auth/http/body',
      'src/auth/http/error-response.spec.ts',
      'src/auth/http/log-refusal.spec.ts',
      'src/auth/http/request-id.spec.ts',
      'src/auth/http/token',
      'test/e2e/token.spec.ts',
      'test/module/access-token-check.spec.ts',
      'test/module/routes.spec.ts',
    ],
    least: 80,
  },
  {
    name: 'guard',
    mutates: ['src/auth/http/guard/*.ts', HTTP_CONTEXT, `!${CONNECTIONS}`],
    specs: [
      'src/auth/http/guard',
      'test/module/access-rules.spec.ts',
      'test/module/contexts/swagger.spec.ts',
      'test/module/guarding.spec.ts',
      'test/module/other-strategies.spec.ts',
      'test/module/routes.spec.ts',
      'test/module/two-modules.spec.ts',
    ],
    least: 80,
  },
  {
    name: 'contexts',
    mutates: ['src/auth/http/guard/contexts/*.ts', CONNECTIONS, `!${HTTP_CONTEXT}`],
    specs: [
      'test/module/contexts/graphql.spec.ts',
      'test/module/contexts/microservice.spec.ts',
      'test/module/contexts/socket-io.spec.ts',
      'test/module/contexts/transports.spec.ts',
      'test/module/contexts/ws.spec.ts',
    ],
    least: 80,
  },
  {
    name: 'module',
    mutates: ['src/auth/*.ts'],
    specs: [
      'src/auth/auth-event-broadcast.spec.ts',
      'src/auth/auth.settings.spec.ts',
      'src/auth/logged-auth-events.spec.ts',
      'src/auth/system-clock.spec.ts',
      'test/module/access-token-check.spec.ts',
      'test/module/data-source.spec.ts',
      'test/module/mistaken-options.spec.ts',
      'test/module/replaced-ports.spec.ts',
      'test/module/routes.spec.ts',
      'test/module/services.spec.ts',
      'test/module/ways-of-configuring.spec.ts',
    ],
    least: 80,
  },
  {
    name: 'verifier',
    mutates: ['src/auth/verifier/**/*.ts'],
    specs: [
      'src/auth/verifier',
      'test/module/verifier-jwks.spec.ts',
      'test/module/verifier-mistakes.spec.ts',
      'test/module/verifier.spec.ts',
    ],
    least: 80,
  },
];
