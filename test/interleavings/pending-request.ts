import type { Outcome } from './response.js';
import type { Task } from './task.js';

const STEP = 'is answered';

/** A request that somebody waits for, as long as he likes. */
export class PendingRequest {
  readonly response: Promise<Outcome>;
  /** The service's part of it. */
  task!: Task;
  private isAwaited = true;
  private resolve!: (response: Outcome) => void;
  private leave: (() => void) | undefined;

  constructor() {
    this.response = new Promise((resolve) => (this.resolve = resolve));
  }

  /** Nobody waits any more: the service may go on, and its answer is lost. */
  abandon(): void {
    this.isAwaited = false;
    this.task.learn('is abandoned');
    this.task.withdraw(STEP);
    this.leave?.();
  }

  async deliver(response: Outcome): Promise<void> {
    if (!this.isAwaited) return;
    const left = new Promise<void>((resolve) => (this.leave = resolve));
    const arrives = this.task.stop(STEP).then(() => this.resolve(response));
    await Promise.race([arrives, left]);
  }
}
