import type { History } from './history.js';
import type { Scheduler } from './scheduler.js';

/** Runs one statement, when it is its turn. */
export type Statement = <T>(
  what: string,
  run: () => Promise<T>,
  isOpen?: () => boolean,
  isBlocked?: () => Promise<boolean>,
) => Promise<T>;

/** The way of one actor, or of one request: it stops before each of its steps. */
export class Task {
  constructor(
    readonly name: string,
    private readonly scheduler: Scheduler,
    private readonly history: History,
    private readonly now: () => number,
  ) {}

  async stop(what: string, isOpen?: () => boolean): Promise<void> {
    await this.scheduler.stop(this.placeOf(what), isOpen);
    // Whoever reads the clock does so now: what it reads is part of what it learns.
    this.history.learn(this.name, `${what} at ${this.now()}`);
  }

  /** The step is not to be taken any more. */
  withdraw(what: string): void {
    this.scheduler.withdraw(this.placeOf(what));
  }

  readonly statement: Statement = async (what, run, isOpen, isBlocked) => {
    await this.stop(what, isOpen);
    return this.scheduler.track(this.learnt(what, run()), isBlocked);
  };

  /** From here on nothing counts of the past but this. */
  remember(what: string): void {
    this.history.remember(this.name, what);
  }

  learn(what: string): void {
    this.history.learn(this.name, what);
  }

  tell(what: string): void {
    this.history.tell(`    ${this.name}: ${what}`);
  }

  end(): void {
    this.history.end(this.name);
  }

  private placeOf(what: string): string {
    return `${this.name}: ${what}`;
  }

  private async learnt<T>(what: string, result: Promise<T>): Promise<T> {
    const settled = await Promise.allSettled([result]);
    this.learn(`${what} ${JSON.stringify(settled)}`);
    return result;
  }
}
