import type { Pool } from 'pg';
import {
  type IRateLimiterOptions,
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import type { ThrottleTable } from '../domain/throttle/throttle-table.js';
import { type Count, type Counter, ThrottleStore } from '../domain/throttle/throttle.store.js';

/** Counts with `rate-limiter-flexible`, which has one limiter for each limit. */
abstract class LimiterThrottleStore extends ThrottleStore {
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
const SAME_WINDOW_MS = 500;

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

/** How often expired counters are deleted. */
const CLEANING_INTERVAL_MS = 300_000;

/** Counts in PostgreSQL, so that all instances share the counts. */
export class PostgresThrottleStore extends LimiterThrottleStore {
  private cleanedAt = performance.now();
  private readonly path: string;

  constructor(
    private readonly pool: Pool,
    private readonly table: ThrottleTable,
  ) {
    super();
    const { name, schema } = table;
    this.path = [...(schema === undefined ? [] : [schema]), name].map(quoted).join('.');
  }

  override async count(counter: Counter): Promise<Count> {
    const count = await super.count(counter);
    this.cleanWhenDue();
    return count;
  }

  /** The limiter would begin a new window below zero. */
  override async giveBack({ key }: Counter, { resetsAt }: Count): Promise<void> {
    const text = `UPDATE ${this.path} SET points = points - 1
      WHERE key = $1 AND points > 0 AND expire > $2 AND expire BETWEEN $3 AND $4`;
    const [from, to] = [resetsAt - SAME_WINDOW_MS, resetsAt + SAME_WINDOW_MS];
    const values = [key, Date.now(), from, to];
    await this.pool.query({ name: `${this.table.name}:give-back`, text, values });
  }

  /** One statement, where the limiter needs one for each key. */
  override async reset(counters: readonly Counter[]): Promise<void> {
    const text = `DELETE FROM ${this.path} WHERE key = ANY($1)`;
    const values = [counters.map(({ key }) => key)];
    await this.pool.query({ name: `${this.table.name}:reset`, text, values });
  }

  protected override create(options: IRateLimiterOptions): RateLimiterAbstract {
    const { name: tableName, schema: schemaName } = this.table;
    return new RateLimiterPostgres({
      ...options,
      storeClient: this.pool,
      storeType: 'pool',
      tableName,
      ...(schemaName !== undefined && { schemaName }),
      tableCreated: true,
      clearExpiredByTimeout: false,
    });
  }

  /** The limiter's own timer would outlive the application. */
  private cleanWhenDue(): void {
    const now = performance.now();
    if (now - this.cleanedAt < CLEANING_INTERVAL_MS) return;
    this.cleanedAt = now;
    this.pool.query(`DELETE FROM ${this.path} WHERE expire < $1`, [Date.now()]).catch(ignore);
  }
}

/** The next cleaning tries again. */
const ignore = (): void => undefined;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
