import {
  type IRateLimiterOptions,
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { type Count, type Counter, ThrottleStore } from '../domain/throttle/throttle.store.js';

/** Counts with `rate-limiter-flexible`, which has one limiter for each limit. */
export abstract class LimiterThrottleStore extends ThrottleStore {
  private readonly limiters = new Map<string, RateLimiterAbstract>();

  override async count(counter: Counter): Promise<Count> {
    return countOf(await this.consume(counter));
  }

  abstract override giveBack(counter: Counter, counted: Count): Promise<void>;

  protected abstract create(options: IRateLimiterOptions): RateLimiterAbstract;

  protected limiterOf({ limit, seconds, coolDownSeconds = 0 }: Counter): RateLimiterAbstract {
    const name = `${limit}/${seconds}/${coolDownSeconds}`;
    const known = this.limiters.get(name);
    if (known !== undefined) return known;
    const options = { points: limit, duration: seconds, blockDuration: coolDownSeconds };
    const created = this.create({ ...options, keyPrefix: '' });
    this.limiters.set(name, created);
    return created;
  }

  /** The limiter rejects with its result, if the limit is exceeded. */
  private async consume(counter: Counter): Promise<RateLimiterRes> {
    try {
      return await this.limiterOf(counter).consume(counter.key);
    } catch (result) {
      if (result instanceof RateLimiterRes) return result;
      throw result;
    }
  }
}

const countOf = ({ consumedPoints, msBeforeNext }: RateLimiterRes): Count => ({
  count: consumedPoints,
  resetsInMs: msBeforeNext,
  resetsAt: Date.now() + msBeforeNext,
});

/** The limiter returns a duration, so the end of a window is known to a few milliseconds only. */
export const SAME_WINDOW_MS = 500;

/** At about 1 kB each, they need at most 100 MB. */
const MAX_KEYS = 100_000;

/** The oldest counters among which one is dropped. */
const MAX_INSPECTED = 100;

/**
 * Counts in the memory of this process. A flood of names and addresses cannot fill the memory: the
 * oldest counters that refuse nothing are dropped.
 */
export class MemoryThrottleStore extends LimiterThrottleStore {
  /** In the order of their creation. */
  private readonly counters = new Map<string, Counter>();

  constructor(private readonly maxKeys = MAX_KEYS) {
    super();
  }

  override async count(counter: Counter): Promise<Count> {
    const { key } = counter;
    if (!this.counters.has(key) && this.counters.size >= this.maxKeys) await this.dropOldest();
    this.counters.set(key, counter);
    return super.count(counter);
  }

  override async reset(counters: readonly Counter[]): Promise<void> {
    for (const counter of counters) {
      this.counters.delete(counter.key);
      await this.limiterOf(counter).delete(counter.key);
    }
  }

  protected override create(options: IRateLimiterOptions): RateLimiterAbstract {
    return new RateLimiterMemory(options);
  }

  override async giveBack(counter: Counter, { resetsAt }: Count): Promise<void> {
    const current = await this.limiterOf(counter).get(counter.key);
    if (current === null || current.consumedPoints <= 0) return;
    if (Math.abs(Date.now() + current.msBeforeNext - resetsAt) > SAME_WINDOW_MS) return;
    if (current.consumedPoints === 1) await this.reset([counter]);
    else await this.limiterOf(counter).reward(counter.key);
  }

  /** Keeps counters that refuse, so that a flood of other counters does not lift a limit. */
  private async dropOldest(): Promise<void> {
    const oldest: Counter[] = [];
    for (const counter of this.counters.values()) {
      if (oldest.push(counter) === MAX_INSPECTED) break;
    }
    for (const counter of oldest) {
      const state = await this.limiterOf(counter).get(counter.key);
      if (state === null || state.consumedPoints < counter.limit) return this.reset([counter]);
    }
    await this.reset(oldest.slice(0, 1));
  }
}
