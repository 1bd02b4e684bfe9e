import type { Answer } from './answer.js';
import type { Lane } from './lane.js';

const STEP = 'is answered';

/** A request that somebody waits for, as long as he likes. */
export class PendingRequest {
  readonly answer: Promise<Answer>;
  /** The service's part of it. */
  lane!: Lane;
  private isAwaited = true;
  private resolve!: (answer: Answer) => void;
  private leave: (() => void) | undefined;

  constructor() {
    this.answer = new Promise((resolve) => (this.resolve = resolve));
  }

  /** Nobody waits any more: the service may go on, and its answer is lost. */
  abandon(): void {
    this.isAwaited = false;
    this.lane.learn('is abandoned');
    this.lane.withdraw(STEP);
    this.leave?.();
  }

  async deliver(answer: Answer): Promise<void> {
    if (!this.isAwaited) return;
    const left = new Promise<void>((resolve) => (this.leave = resolve));
    const arrives = this.lane.stop(STEP).then(() => this.resolve(answer));
    await Promise.race([arrives, left]);
  }
}
