import type { TestRunner } from '../../src/testing/index.js';

/** Runs the tests of a contract and records the failures. */
export class RecordingRunner implements TestRunner {
  private readonly tests: { name: string; body: () => Promise<void> }[] = [];
  private readonly setUps: (() => Promise<void>)[] = [];
  private readonly tearDowns: (() => Promise<void>)[] = [];

  readonly describe = (_: string, body: () => void) => body();
  readonly it = (name: string, body: () => Promise<void>) => this.tests.push({ name, body });
  readonly before = (body: () => Promise<void>) => this.setUps.push(body);
  readonly after = (body: () => Promise<void>) => this.tearDowns.push(body);

  /** @returns the number of tests and the names of the failed ones */
  async run(): Promise<{ total: number; failed: string[] }> {
    const failed: string[] = [];
    for (const open of this.setUps) await open();
    for (const { name, body } of this.tests) await body().catch(() => failed.push(name));
    for (const close of this.tearDowns) await close();
    return { total: this.tests.length, failed };
  }
}
