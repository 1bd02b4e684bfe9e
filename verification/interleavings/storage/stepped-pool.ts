import type { Pool, PoolClient } from 'pg';
import type { Statement } from '../task.js';
import { ABSENT_SID } from './batched-sessions.js';

/** A query as the stores pass it to the driver, or BEGIN, COMMIT or ROLLBACK. */
type Query = string | { text: string; values: unknown[] };

const textOf = (query: Query): string => (typeof query === 'string' ? query : query.text);

/** A statement for this session alone, which changes nothing and is not a step. */
const isForAbsentSession = (query: Query): boolean =>
  typeof query !== 'string' && query.values.includes(ABSENT_SID);

/** Returns the command, the table, and the first column that is written. */
function describe(query: Query): string {
  const text = textOf(query).replace(/\s+/g, ' ').trim();
  const [, verb, table, column] = /^(\w+).*?"keyturn_(\w+)"(?:.*? SET (\w+))?/.exec(text) ?? [];
  return [verb ?? text, table, column].filter((word) => word !== undefined).join(' ');
}

/** The connections of one schedule to PostgreSQL. */
export class Connections {
  private readonly inUse = new Set<PoolClient>();

  constructor(private readonly pool: Pool) {}

  async open(): Promise<PoolClient> {
    const client = await this.pool.connect();
    this.inUse.add(client);
    return client;
  }

  release(client: PoolClient): void {
    if (this.inUse.delete(client)) client.release();
  }

  /** Checks whether the client's statement waits for a lock of another client. */
  async isBlocked(client: PoolClient): Promise<boolean> {
    const { processID } = client as PoolClient & { processID: number };
    const sql = 'SELECT cardinality(pg_blocking_pids($1)) > 0 AS blocked';
    const { rows } = await this.pool.query<{ blocked: boolean }>(sql, [processID]);
    return rows[0]?.blocked === true;
  }

  /** Rolls back open transactions, which also ends the statements that wait for them. */
  async close(): Promise<void> {
    const clients = [...this.inUse];
    await Promise.all(clients.map((client) => client.query('ROLLBACK')));
    for (const client of clients) this.release(client);
  }
}

/** Replaces the driver's pool: every statement is a step, also within a transaction. */
export class SteppedPool {
  constructor(
    private readonly connections: Connections,
    private readonly statement: Statement,
  ) {}

  query(query: Query): Promise<unknown> {
    const client = new SteppedClient(this.connections, this.statement);
    return client.query(query).finally(() => client.release());
  }

  connect(receive: (error: undefined, client: SteppedClient) => void): void {
    receive(undefined, new SteppedClient(this.connections, this.statement));
  }
}

/** A connection that is acquired with its first statement. */
class SteppedClient {
  private client: PoolClient | undefined;
  private pendingBegin: string | undefined;

  constructor(
    private readonly connections: Connections,
    private readonly statement: Statement,
  ) {}

  /** BEGIN is sent with the next statement: on its own it takes no snapshot and no lock. */
  query(query: Query): Promise<unknown> {
    if (typeof query === 'string' && query.startsWith('BEGIN')) {
      return Promise.resolve((this.pendingBegin = query));
    }
    if (isForAbsentSession(query)) return Promise.resolve({ rows: [] });
    const isBlocked = async () =>
      this.client !== undefined && this.connections.isBlocked(this.client);
    return this.statement(describe(query), () => this.run(query), undefined, isBlocked);
  }

  on(): void {
    // These connections are not interrupted.
  }

  off(): void {
    // As above.
  }

  release(): void {
    if (this.client !== undefined) this.connections.release(this.client);
  }

  private async run(query: Query): Promise<unknown> {
    this.client ??= await this.connections.open();
    if (this.pendingBegin !== undefined) await this.client.query(this.pendingBegin);
    this.pendingBegin = undefined;
    const { rows, rowCount } = await this.client.query<object>(query);
    return { rows, rowCount };
  }
}
