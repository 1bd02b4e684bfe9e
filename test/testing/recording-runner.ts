import type { TestRunner } from '../../src/testing/index.js';

/** A runner that runs what a contract defines and remembers what failed. */
export class RecordingRunner implements TestRunner {
  private readonly tests: { name: string; body: () => Promise<void> }[] = [];
  private readonly opening: (() => Promise<void>)[] = [];
  private readonly closing: (() => Promise<void>)[] = [];

  readonly describe = (_: string, body: () => void) => body();
  readonly it = (name: string, body: () => Promise<void>) => this.tests.push({ name, body });
  readonly before = (body: () => Promise<void>) => this.opening.push(body);
  readonly after = (body: () => Promise<void>) => this.closing.push(body);

  /** @returns how many tests there were, and the names of those that failed */
  async run(): Promise<{ total: number; failed: string[] }> {
    const failed: string[] = [];
    for (const open of this.opening) await open();
    for (const { name, body } of this.tests) await body().catch(() => failed.push(name));
    for (const close of this.closing) await close();
    return { total: this.tests.length, failed };
  }
}
