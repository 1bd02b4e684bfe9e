import { type Count, type Counter, ThrottleStore } from '../domain/throttle/throttle.store.js';

/** How long a store that failed is not called, so that log-ins do not wait for its timeout. */
const PAUSE_MS = 5_000;

const REPORT_INTERVAL_MS = 60_000;

/** Counts in another store while the first one fails. */
export class FallbackThrottleStore extends ThrottleStore {
  private failedAt = -Infinity;
  private reportedAt = -Infinity;

  /** @param onFailure receives the error of the first store, at most once a minute */
  constructor(
    private readonly first: ThrottleStore,
    private readonly second: ThrottleStore,
    private readonly onFailure: (error: unknown) => void,
  ) {
    super();
  }

  count(counter: Counter): Promise<Count> {
    return this.run((store) => store.count(counter));
  }

  giveBack(counter: Counter, counted: Count): Promise<void> {
    return this.run((store) => store.giveBack(counter, counted));
  }

  reset(counters: readonly Counter[]): Promise<void> {
    return this.run((store) => store.reset(counters));
  }

  private async run<T>(work: (store: ThrottleStore) => Promise<T>): Promise<T> {
    if (performance.now() - this.failedAt < PAUSE_MS) return work(this.second);
    try {
      return await work(this.first);
    } catch (error) {
      this.failedAt = performance.now();
      this.report(error);
      return work(this.second);
    }
  }

  private report(error: unknown): void {
    if (this.failedAt - this.reportedAt < REPORT_INTERVAL_MS) return;
    this.reportedAt = this.failedAt;
    this.onFailure(error);
  }
}
