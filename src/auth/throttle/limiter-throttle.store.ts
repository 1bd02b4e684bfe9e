import {
  type IRateLimiterOptions,
  type RateLimiterAbstract,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { type Count, type Counter, ThrottleStore } from '../domain/throttle/throttle.store.js';

/** Counts with `rate-limiter-flexible`, which has one limiter for each limit. */
export abstract class LimiterThrottleStore extends ThrottleStore {
  private readonly limiters = new Map<string, RateLimiterAbstract>();

  override async count(counter: Counter): Promise<Count> {
    const counted = countOf(await this.consume(counter));
    return lacksCoolDown(counter, counted) ? this.startCoolDown(counter, counted) : counted;
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

  private async startCoolDown(counter: Counter, { count }: Count): Promise<Count> {
    const seconds = counter.coolDownSeconds!;
    await this.limiterOf(counter).block(counter.key, seconds);
    return { count, resetsInMs: seconds * 1000, resetsAt: Date.now() + seconds * 1000 };
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

/**
 * The limiter starts a cool-down in a second statement, and only at the first attempt beyond the
 * limit. So there is none if that statement failed, or if the limit was higher at that attempt.
 */
const lacksCoolDown = (
  { limit, coolDownSeconds }: Counter,
  { count, resetsInMs }: Count,
): boolean => coolDownSeconds !== undefined && count > limit && resetsInMs > coolDownSeconds * 1000;

const countOf = ({ consumedPoints, msBeforeNext }: RateLimiterRes): Count => ({
  count: consumedPoints,
  resetsInMs: msBeforeNext,
  resetsAt: Date.now() + msBeforeNext,
});

/** The limiter returns a duration, so the end of a window is known to a few milliseconds only. */
export const SAME_WINDOW_MS = 500;
