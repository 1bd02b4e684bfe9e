import {
  type IRateLimiterOptions,
  type RateLimiterAbstract,
  RateLimiterMemory,
} from 'rate-limiter-flexible';
import type { Count, Counter } from '../domain/throttle/throttle.store.js';
import { LimiterThrottleStore, SAME_WINDOW_MS } from './limiter-throttle.store.js';

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
