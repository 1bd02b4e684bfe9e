/** Prints the result of a run as `N passed, N failed`, which CI systems read for every language. */
export default class PlainResult {
  /**
   * @param {unknown} _contexts
   * @param {{ numPassedTests: number, numFailedTests: number }} result
   */
  onRunComplete(_contexts, { numPassedTests, numFailedTests }) {
    process.stderr.write(`\n${numPassedTests} passed, ${numFailedTests} failed\n`);
  }
}
