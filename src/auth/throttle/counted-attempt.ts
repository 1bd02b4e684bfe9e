import type { LoginCounter } from '../domain/throttle/login-counters.js';
import type { Count, ThrottleStore } from '../domain/throttle/throttle.store.js';

/** A counter that refuses an attempt. */
export interface Refusal extends Count {
  readonly counter: LoginCounter;
}

/** One attempt, and the counters in which it was counted. */
export class CountedAttempt {
  private readonly counted: { counter: LoginCounter; count: Count }[] = [];
  /** The last count. */
  private last = 0;

  constructor(private readonly store: ThrottleStore) {}

  /** The number of the attempt in the counter that counted it last. */
  get number(): number {
    return this.last;
  }

  /**
   * Counts the attempt, until a counter refuses it.
   *
   * @returns the refusal, or undefined if no limit is exceeded
   */
  async count(counters: readonly LoginCounter[]): Promise<Refusal | undefined> {
    for (const counter of counters) {
      const count = await this.store.count(counter);
      const isRefused = count.count > counter.limit;
      // A lower count would begin the cool-down again at the next attempt.
      if (!isRefused || counter.coolDownSeconds === undefined)
        this.counted.push({ counter, count });
      if (isRefused) return { ...count, counter };
      this.last = count.count;
    }
    return undefined;
  }

  /** Subtracts the attempt from every counter that counted it, or from those of one scope. */
  async giveBack(scope?: LoginCounter['scope']): Promise<void> {
    const chosen = this.counted.filter(
      ({ counter }) => scope === undefined || counter.scope === scope,
    );
    await Promise.all(chosen.map(({ counter, count }) => this.store.giveBack(counter, count)));
  }
}
