import type { History } from './history.js';
import type { Scheduler } from './scheduler.js';

/** Runs a statement as one step of the schedule. */
export type Statement = <T>(
  what: string,
  run: () => Promise<T>,
  isEnabled?: () => boolean,
  isBlocked?: () => Promise<boolean>,
) => Promise<T>;

/** The steps of one actor or one request. The scheduler decides when each step is taken. */
export class Task {
  constructor(
    readonly name: string,
    private readonly scheduler: Scheduler,
    private readonly history: History,
    private readonly now: () => number,
  ) {}

  async step(what: string, isEnabled?: () => boolean): Promise<void> {
    await this.scheduler.step(this.nameOfStep(what), isEnabled);
    // The task may read the clock now, so the time is an input.
    this.history.addInput(this.name, `${what} at ${this.now()}`);
  }

  /** Cancels a step. */
  cancel(what: string): void {
    this.scheduler.cancel(this.nameOfStep(what));
  }

  readonly statement: Statement = async (what, run, isEnabled, isBlocked) => {
    await this.step(what, isEnabled);
    return this.scheduler.track(this.withResult(what, run()), isBlocked);
  };

  /** Replaces all earlier inputs with this one. */
  resetInputs(what: string): void {
    this.history.resetInputs(this.name, what);
  }

  addInput(what: string): void {
    this.history.addInput(this.name, what);
  }

  log(what: string): void {
    this.history.log(`    ${this.name}: ${what}`);
  }

  end(): void {
    this.history.end(this.name);
  }

  private nameOfStep(what: string): string {
    return `${this.name}: ${what}`;
  }

  private async withResult<T>(what: string, result: Promise<T>): Promise<T> {
    const settled = await Promise.allSettled([result]);
    this.addInput(`${what} ${JSON.stringify(settled)}`);
    return result;
  }
}
