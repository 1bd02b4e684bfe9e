/** Jest runs in ESM mode: Nest 12 is ESM only, and Jest cannot `require()` it below Node 24.9. */
const swc = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
};

/** The specs that must cover every line and branch of `src/auth/domain`. */
const CORE = 'src/auth/(domain|keys|sessions|tokens|users)/';

const PLAIN_RESULT = '<rootDir>/test/support/plain-result.mjs';

const ignored = process.env['TEST_PG'] === 'off' ? ['/postgres-'] : [];

/** How a spec runs. */
const project = {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ignored,
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  setupFiles: ['reflect-metadata'],
};

/** How all specs run together. */
const run = {
  testSequencer: '<rootDir>/test/support/slowest-first.mjs',
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  collectCoverageFrom: ['src/auth/domain/**/*.ts'],
  coverageThreshold: { global: { lines: 100, branches: 100, functions: 100 } },
  maxWorkers: 2,
  // A test file leaks its modules, and an AsyncLocalStorage that slows down all later promises. A
  // worker that restarts at 350 MB needs an eighth more CPU time in all.
  workerIdleMemoryLimit: '800MB',
  testTimeout: 60_000,
  reporters: ['default', ...(process.env['CI'] ? [PLAIN_RESULT] : [])],
};

/** With coverage, only the specs of the core count: the others run without instrumentation. */
const projects = [
  { ...project, testMatch: undefined, testRegex: `${CORE}.*\\.spec\\.ts$` },
  { ...project, testPathIgnorePatterns: [...ignored, CORE], coveragePathIgnorePatterns: [''] },
];

export default process.argv.includes('--coverage') ? { ...run, projects } : { ...run, ...project };
