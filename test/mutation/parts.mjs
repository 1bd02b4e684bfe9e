/**
 * What is mutated together, and the specs that judge it: those that are quick and need no
 * PostgreSQL. Each mutant costs one run of its part's specs, so that a part has as few as notice.
 *
 * @typedef {object} Part
 * @property {string} name
 * @property {readonly string[]} mutates
 * @property {readonly string[]} specs files, or folders with all that is in them
 * @property {string} [without] one of them that is left out
 * @property {number} least the score below which the run fails, percent
 */

/** Percent, of all parts together. */
export const LEAST_IN_ALL = 80;

/** Apart from the rest of the domain: fast-check takes longer to load than all of that takes to run. */
const ROTATION = 'src/auth/domain/rotation.spec.ts';

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
    name: 'logins',
    mutates: ['src/auth/logins/**/*.ts'],
    specs: ['src/auth/logins'],
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
    mutates: ['src/auth/persistence/**/*.ts'],
    specs: [
      'src/auth/persistence',
      'test/contracts/login-directory.spec.ts',
      'test/contracts/refresh-token-store.spec.ts',
      'test/contracts/user-directory.spec.ts',
      'test/module/data-source.spec.ts',
      'test/module/mistaken-storage.spec.ts',
    ],
    least: 80,
  },
  {
    name: 'http',
    mutates: ['src/auth/http/**/*.ts'],
    specs: [
      'src/auth/http',
      'test/e2e/http.spec.ts',
      'test/module/access-rules.spec.ts',
      'test/module/guarding.spec.ts',
      'test/module/other-strategies.spec.ts',
      'test/module/routes.spec.ts',
      'test/module/contexts/graphql.spec.ts',
      'test/module/contexts/microservice.spec.ts',
      'test/module/contexts/ws.spec.ts',
    ],
    least: 80,
  },
  {
    name: 'module',
    mutates: ['src/auth/*.ts', 'src/auth/verifier/**/*.ts'],
    specs: [
      'src/auth/auth-event-broadcast.spec.ts',
      'src/auth/auth.settings.spec.ts',
      'test/module/data-source.spec.ts',
      'test/module/mistaken-options.spec.ts',
      'test/module/replaced-ports.spec.ts',
      'test/module/routes.spec.ts',
      'test/module/services.spec.ts',
      'test/module/verifier-mistakes.spec.ts',
      'test/module/verifier.spec.ts',
      'test/module/ways-of-configuring.spec.ts',
    ],
    least: 80,
  },
];
