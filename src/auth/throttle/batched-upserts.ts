import type { Pool, QueryConfig, QueryResult } from 'pg';
import { Batcher } from '../domain/batcher.js';
import { THROTTLE_BATCHES } from './throttle-batches.js';

/** The parameters of the statement with which the limiter counts. */
type Upsert = [key: string, points: number, expire: number, now: number];

/** The end of the name of that statement. */
const UPSERT = ':rlflx-upsert';

type Rows = Pick<QueryResult, 'rows'>;

/**
 * The database client of `rate-limiter-flexible`. The limiter sends one statement for each counter;
 * this client sends the counters of a batch in one statement. Other statements are sent as they are.
 */
export class BatchedUpserts {
  private readonly upserts = new Batcher<Upsert, Rows>(
    ([key]) => key,
    (upserts) => this.upsert(upserts),
    THROTTLE_BATCHES,
  );

  private readonly text: string;

  /** @param path of the table, quoted */
  constructor(
    private readonly pool: Pool,
    path: string,
  ) {
    this.text = upsertInto(path);
  }

  /** Runs a statement of the limiter. */
  query(statement: QueryConfig): Promise<Rows> {
    const isUpsert = statement.name?.endsWith(UPSERT) === true && statement.values?.length === 4;
    return isUpsert ? this.upserts.add(statement.values as Upsert) : this.pool.query(statement);
  }

  private async upsert(upserts: readonly Upsert[]): Promise<Rows[]> {
    const column = (index: number) => upserts.map((upsert) => upsert[index]);
    const values = [column(0), column(1), column(2), Date.now()];
    const statement = { name: 'keyturn:throttle-count', text: this.text, values };
    const { rows } = await this.pool.query<{ key: string }>(statement);
    const byKey = new Map(rows.map((row) => [row.key, row]));
    return upserts.map(([key]) => ({ rows: [byKey.get(key)] }));
  }
}

/** The same assignments as in the limiter's statement. The rows are locked in the order of the keys. */
const upsertInto = (path: string): string => `
  INSERT INTO ${path} AS counter (key, points, expire)
  SELECT * FROM unnest($1::varchar[], $2::integer[], $3::bigint[]) ORDER BY 1
  ON CONFLICT (key) DO UPDATE SET
    points = CASE WHEN counter.expire <= $4 THEN excluded.points
                  ELSE counter.points + excluded.points END,
    expire = CASE WHEN counter.expire <= $4 THEN excluded.expire ELSE counter.expire END
  RETURNING key, points, expire`;
