import type { LoginCounter } from '../domain/throttle/login-counters.js';
import type { Count, ThrottleStore } from '../domain/throttle/throttle.store.js';

/** A counter that refuses an attempt. */
export interface Refusal extends Count {
  readonly counter: LoginCounter;
}

interface Counted {
  readonly counter: LoginCounter;
  readonly count: Count;
}

/** One attempt, and the counters in which it was counted. */
export class CountedAttempt {
  private readonly counted: Counted[] = [];
  /** The last count. */
  private last = 0;

  constructor(private readonly store: ThrottleStore) {}

  /** The number of the attempt in the counter that counted it last. */
  get number(): number {
    return this.last;
  }

  /**
   * Counts the attempt in several counters at once.
   *
   * @returns the first refusal in the order of the counters, or undefined if no limit is exceeded
   */
  async count(counters: readonly LoginCounter[]): Promise<Refusal | undefined> {
    const count = async (counter: LoginCounter) => ({
      counter,
      count: await this.store.count(counter),
    });
    const counts = await Promise.all(counters.map(count));
    this.counted.push(...counts.filter(canBeGivenBack));
    const refused = counts.find(isRefusal);
    if (refused !== undefined) return { ...refused.count, counter: refused.counter };
    this.last = counts.at(-1)?.count.count ?? this.last;
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

const isRefusal = ({ counter, count }: Counted): boolean => count.count > counter.limit;

/** A lower count would begin a cool-down again at the next attempt. */
const canBeGivenBack = (counted: Counted): boolean =>
  counted.counter.coolDownSeconds === undefined || !isRefusal(counted);
