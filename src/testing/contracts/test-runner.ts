type Hook = (body: () => Promise<void>) => unknown;

/**
 * The functions that a contract needs: the globals of Jest or Vitest, or the exports of
 * `node:test`.
 */
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

/** Defines one test of an opened object. */
export type ItOf<T> = (name: string, body: (opened: T) => Promise<void>) => void;

/**
 * Describes tests of an object that is opened before them and closed after them.
 *
 * @param open opens the object
 * @param body defines the tests, which get the object
 * @throws {TypeError} if the runner lacks a function
 */
export function describeOpened<T extends { close?(): Promise<void> }>(
  name: string,
  open: () => Promise<T>,
  runner: TestRunner,
  body: (it: ItOf<T>) => void,
): void {
  const { describe, it, beforeAll = runner.before, afterAll = runner.after } = runner;
  if (describe === undefined || beforeAll === undefined || afterAll === undefined) {
    throw new TypeError('The test runner is missing. Pass one, such as the exports of node:test.');
  }
  describe(name, () => {
    let opened: T | undefined;
    beforeAll(async () => void (opened = await open()));
    afterAll(async () => void (await opened?.close?.()));
    body((test, run) => void it(test, () => run(opened!)));
  });
}

/** Returns the runner whose functions are global. */
export const globalRunner = (): TestRunner => globalThis as unknown as TestRunner;
