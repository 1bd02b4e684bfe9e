type Hook = (body: () => Promise<void>) => unknown;

/** As much of a test runner as a contract needs: Jest's and Vitest's globals, or what `node:test` exports. */
export interface TestRunner {
  /** Groups tests under a name. */
  describe: (name: string, body: () => void) => unknown;
  /** Defines one test. */
  it: (name: string, body: () => Promise<void>) => unknown;
  /** Runs before the tests of a group, in Jest and Vitest. */
  beforeAll?: Hook;
  /** Runs after the tests of a group, in Jest and Vitest. */
  afterAll?: Hook;
  /** Runs before the tests of a group, in `node:test`. */
  before?: Hook;
  /** Runs after the tests of a group, in `node:test`. */
  after?: Hook;
}

/**
 * Describes something that is opened before the tests of it and closed after them.
 *
 * @param open what the tests are about
 * @param body defines the tests; they get at it by `current()`
 * @throws {TypeError} when there is no runner of that kind
 */
export function describeOpened<T extends { close?(): Promise<void> }>(
  name: string,
  open: () => Promise<T>,
  runner: TestRunner,
  body: (current: () => T) => void,
): void {
  const { describe, beforeAll = runner.before, afterAll = runner.after } = runner;
  if (describe === undefined || beforeAll === undefined || afterAll === undefined) {
    throw new TypeError('No test runner: give one, such as all that node:test exports.');
  }
  describe(name, () => {
    let opened: T | undefined;
    beforeAll(async () => void (opened = await open()));
    afterAll(async () => void (await opened?.close?.()));
    body(() => opened!);
  });
}

/** What a runner puts on the global object. */
export const globalRunner = (): TestRunner => globalThis as unknown as TestRunner;
