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

  override async giveBack(counter: Counter): Promise<void> {
    await this.limiterOf(counter).reward(counter.key);
  }

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
});

/** At about 300 bytes each, they need at most 60 MB. */
const MAX_KEYS = 200_000;

/**
 * Counts in the memory of this process. A flood of names and addresses cannot fill the memory: the
 * oldest counters are dropped.
 */
export class MemoryThrottleStore extends LimiterThrottleStore {
  /** In the order of their creation. */
  private readonly counters = new Map<string, Counter>();

  constructor(private readonly maxKeys = MAX_KEYS) {
    super();
  }

  override count(counter: Counter): Promise<Count> {
    const { key } = counter;
    if (!this.counters.has(key) && this.counters.size >= this.maxKeys) this.dropOldest();
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

  private dropOldest(): void {
    const [oldest] = this.counters.values();
    if (oldest !== undefined) void this.reset([oldest]);
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
