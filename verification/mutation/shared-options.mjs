/** The options of Stryker that all parts share. */
export const SHARED_OPTIONS = {
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  coverageAnalysis: /** @type {const} */ ('perTest'),
  ignorePatterns: ['/build', '/dist', '/coverage', '/data', '/reports', '/docs', '/bench'],
  reporters: ['html', 'json', 'clear-text', 'progress'],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  concurrency: 2,
  // Long, so that a slow run on a busy machine does not count as an endless loop.
  timeoutMS: 10_000,
  // A run leaks its modules, and an AsyncLocalStorage that slows down all later promises.
  maxTestRunnerReuse: 50,
  tempDirName: 'build/mutation',
  warnings: {
    unknownOptions: true,
    preprocessorErrors: true,
    unserializableOptions: true,
    slow: false,
  },
};
