import type { Pool } from 'pg';
import {
  type IRateLimiterOptions,
  type RateLimiterAbstract,
  RateLimiterPostgres,
} from 'rate-limiter-flexible';
import { Batcher } from '../domain/batcher.js';
import type { ThrottleTable } from '../domain/throttle/throttle-table.js';
import type { Count, Counter } from '../domain/throttle/throttle.store.js';
import { LimiterThrottleStore, SAME_WINDOW_MS } from './limiter-throttle.store.js';
import { BatchedUpserts } from './batched-upserts.js';
import { THROTTLE_BATCHES } from './throttle-batches.js';

/** A counter that is set to zero, or one attempt that is subtracted from it. */
interface Release {
  readonly key: string;
  /** When the window of the attempt ends, in epoch milliseconds. Undefined for a reset. */
  readonly resetsAt?: number;
}

/** How often expired counters are deleted. */
const CLEANING_INTERVAL_MS = 300_000;

/**
 * Counts in PostgreSQL, so that all instances share the counts. Counters that change at the same time
 * share one statement. Every statement locks its rows in the order of their keys, so that
 * statements cannot deadlock.
 */
export class PostgresThrottleStore extends LimiterThrottleStore {
  private cleanedAt = performance.now();
  private readonly path: string;
  private readonly releaseText: string;
  private readonly upserts: BatchedUpserts;
  private readonly releases = new Batcher<Release, void>(
    ({ key }) => key,
    (releases) => this.release(releases),
    THROTTLE_BATCHES,
  );

  constructor(
    private readonly pool: Pool,
    private readonly table: ThrottleTable,
  ) {
    super();
    const { name, schema } = table;
    this.path = [...(schema === undefined ? [] : [schema]), name].map(quoted).join('.');
    this.releaseText = releaseIn(this.path);
    this.upserts = new BatchedUpserts(pool, this.path);
  }

  override async count(counter: Counter): Promise<Count> {
    const count = await super.count(counter);
    this.cleanWhenDue();
    return count;
  }

  /** `reward` of the limiter would begin a new window below zero if that of the attempt has ended. */
  override giveBack({ key }: Counter, { resetsAt }: Count): Promise<void> {
    return this.releases.add({ key, resetsAt });
  }

  override async reset(counters: readonly Counter[]): Promise<void> {
    await Promise.all(counters.map(({ key }) => this.releases.add({ key })));
  }

  protected override create(options: IRateLimiterOptions): RateLimiterAbstract {
    const { name: tableName, schema: schemaName } = this.table;
    return new RateLimiterPostgres({
      ...options,
      storeClient: this.upserts,
      storeType: 'client',
      tableName,
      ...(schemaName !== undefined && { schemaName }),
      tableCreated: true,
      clearExpiredByTimeout: false,
    });
  }

  private async release(releases: readonly Release[]): Promise<void[]> {
    const resets = releases.filter(({ resetsAt }) => resetsAt === undefined);
    const given = releases.filter(({ resetsAt }) => resetsAt !== undefined);
    const windows = given.map(({ resetsAt }) => resetsAt);
    const values = [resets.map(keyOf), given.map(keyOf), windows, Date.now()];
    const text = this.releaseText;
    await this.pool.query({ name: 'keyturn:throttle-release', text, values });
    return releases.map(() => undefined);
  }

  /** The limiter's own timer would outlive the application. */
  private cleanWhenDue(): void {
    const now = performance.now();
    if (now - this.cleanedAt < CLEANING_INTERVAL_MS) return;
    this.cleanedAt = now;
    // Skips locked rows, so that it waits for no other statement.
    const text = `DELETE FROM ${this.path} WHERE key IN (
      SELECT key FROM ${this.path} WHERE expire < $1 FOR UPDATE SKIP LOCKED)`;
    this.pool.query(text, [Date.now()]).catch(ignore);
  }
}

/** Locks all rows first. Parameters: the keys to reset; the keys to subtract from, their windows; now. */
const releaseIn = (path: string): string => `
  WITH locked AS MATERIALIZED (
    SELECT key FROM ${path} WHERE key = ANY($1::varchar[] || $2::varchar[]) ORDER BY key FOR UPDATE
  ), reset AS (
    DELETE FROM ${path} WHERE key IN (SELECT key FROM locked) AND key = ANY($1::varchar[])
  )
  UPDATE ${path} AS counter SET points = points - 1
  FROM unnest($2::varchar[], $3::bigint[]) AS given (key, resets_at)
  WHERE counter.key = given.key AND counter.key IN (SELECT key FROM locked)
    AND points > 0 AND expire > $4
    AND expire BETWEEN resets_at - ${SAME_WINDOW_MS} AND resets_at + ${SAME_WINDOW_MS}`;

/** A failed cleaning is repeated after the next interval. */
const ignore = (): void => undefined;

const keyOf = ({ key }: Release): string => key;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
