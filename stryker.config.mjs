/** What every part of a mutation run has in common: `test/mutation/run.mjs` adds the rest. */
export default {
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: { enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  ignorePatterns: ['/build', '/dist', '/coverage', '/data', '/reports', '/docs', '/bench'],
  reporters: ['html', 'json', 'clear-text', 'progress'],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  concurrency: 2,
  // What never ends is mostly found by counting: a slow run on a busy machine is not to look like it.
  timeoutMS: 10_000,
  // A run leaves its modules behind, and an AsyncLocalStorage that every later promise pays for.
  maxTestRunnerReuse: 50,
  tempDirName: 'build/mutation',
  warnings: { slow: false },
};
