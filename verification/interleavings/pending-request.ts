import type { Task } from './task.js';

const STEP = 'delivers the response';

/** A request in flight, which its sender can abandon. */
export class PendingRequest<Response> {
  readonly response: Promise<Response>;
  /** The task that serves it. */
  task!: Task;
  private isAwaited = true;
  private resolve!: (response: Response) => void;
  private leave: (() => void) | undefined;

  constructor() {
    this.response = new Promise((resolve) => (this.resolve = resolve));
  }

  /** Stops waiting: the service may continue, and its response is lost. */
  abandon(): void {
    this.isAwaited = false;
    this.task.addInput('is abandoned');
    this.task.cancel(STEP);
    this.leave?.();
  }

  /** @param onArrival runs when the response arrives */
  async deliver(response: Response, onArrival = () => {}): Promise<void> {
    if (!this.isAwaited) return;
    const left = new Promise<void>((resolve) => (this.leave = resolve));
    const arrives = this.task.step(STEP).then(() => {
      onArrival();
      this.resolve(response);
    });
    await Promise.race([arrives, left]);
  }
}
