import type { LoginCounter } from '../domain/throttle/login-counters.js';
import type { Count, ThrottleStore } from '../domain/throttle/throttle.store.js';

/** A counter, with its state after it counted an attempt. */
interface Counted extends Count {
  readonly counter: LoginCounter;
}

/** A counter that refuses an attempt. */
export type Refusal = Counted;

/** One attempt, and the counters in which it was counted. */
export class CountedAttempt {
  private readonly counted: Counted[] = [];
  /** The last count. */
  private last = 0;

  constructor(private readonly store: ThrottleStore) {}

  /** The number of the attempt in the counter that counted it last, when no counter refused it. */
  get number(): number {
    return this.last;
  }

  /**
   * Counts the attempt in several counters at once.
   *
   * @returns the refusals in the order of the counters
   */
  async count(counters: readonly LoginCounter[]): Promise<readonly Refusal[]> {
    const count = async (counter: LoginCounter): Promise<Counted> => ({
      ...(await this.store.count(counter)),
      counter,
    });
    const counts = await Promise.all(counters.map(count));
    this.counted.push(...counts.filter(canBeGivenBack));
    const refusals = counts.filter(isRefusal);
    if (refusals.length === 0) this.last = counts.at(-1)?.count ?? this.last;
    return refusals;
  }

  /** Subtracts the attempt from every counter that counted it, or from those of one scope. */
  async giveBack(scope?: LoginCounter['scope']): Promise<void> {
    const chosen = this.counted.filter(
      ({ counter }) => scope === undefined || counter.scope === scope,
    );
    await Promise.all(chosen.map((counted) => this.store.giveBack(counted.counter, counted)));
  }
}

const isRefusal = ({ counter, count }: Counted): boolean => count > counter.limit;

/** A lower count would begin a cool-down again at the next attempt. */
const canBeGivenBack = (counted: Counted): boolean =>
  counted.counter.coolDownSeconds === undefined || !isRefusal(counted);
