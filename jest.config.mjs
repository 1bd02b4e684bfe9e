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

/** Folders of the specs of the core. `npm run check` runs them once, with coverage. */
const CORE = 'src/auth/(domain|sessions|tokens|users)/';

const PLAIN_RESULT = '<rootDir>/test/support/plain-result.mjs';

const part = process.env['TEST_PART'];
const isIgnored = [
  ...(process.env['TEST_PG'] === 'off' ? ['/postgres-'] : []),
  ...(part === 'rest' ? [CORE] : []),
];

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  ...(part === 'core' ? { testRegex: `${CORE}.*\\.spec\\.ts$` } : { testMatch: ['**/*.spec.ts'] }),
  testPathIgnorePatterns: isIgnored,
  testSequencer: '<rootDir>/test/support/slowest-first.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  setupFiles: ['reflect-metadata'],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  coverageProvider: 'v8',
  // Collected only by the specs of the core, because coverage doubles the time.
  collectCoverageFrom: ['src/auth/domain/**/*.ts'],
  coverageThreshold: { global: { lines: 100, branches: 100, functions: 100 } },
  maxWorkers: 2,
  // A test file leaks its modules, and an AsyncLocalStorage that slows down all later promises.
  workerIdleMemoryLimit: '350MB',
  testTimeout: 60_000,
  reporters: ['default', ...(process.env['CI'] ? [PLAIN_RESULT] : [])],
};
