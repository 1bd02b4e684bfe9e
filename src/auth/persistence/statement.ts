import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { ClientBase, Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { onConnection, takeConnection } from './on-connection.js';
import { ForeignTransactionError, retryWhileBusy } from './retry-while-busy.js';
import { storageError } from './storage-error.js';
import { isSqlite, poolOf, sqliteOf } from './typeorm-driver.js';

type Value = string | number | boolean | null;
/** Arrays are possible only on PostgreSQL. */
export type Parameters = Readonly<Record<string, Value | readonly Value[]>>;

/**
 * One SQL text for both databases, with parameters of the form `:name`, prepared once per connection.
 * It uses the driver directly: TypeORM's query builder rejects RETURNING on SQLite, and its raw
 * queries return different types on each database.
 */
export class Statement {
  private readonly names: string[] = [];
  private readonly numbered: string;
  /** With a name, each connection to PostgreSQL parses and plans the statement once. */
  private readonly name: string;

  constructor(private readonly sql: string) {
    this.numbered = sql.replace(
      /(?<![:\w]):(\w+)/g,
      (_, name: string) => `$${this.numberOf(name)}`,
    );
    this.name = `keyturn_${createHash('sha256').update(sql).digest('hex').slice(0, 16)}`;
  }

  /**
   * Runs the statement in autocommit.
   *
   * @returns the rows of a SELECT or of RETURNING
   * @throws {AuthError} `temporarily_unavailable` if the database is unavailable or busy
   */
  async execute(dataSource: DataSource, parameters: Parameters): Promise<unknown[]> {
    try {
      return isSqlite(dataSource)
        ? await this.executeAloneOnSqlite(sqliteOf(dataSource), parameters)
        : await this.executeAloneOnPostgres(poolOf(dataSource), parameters);
    } catch (error) {
      throw storageError(error);
    }
  }

  private executeAloneOnSqlite(database: Database, parameters: Parameters): Promise<unknown[]> {
    return retryWhileBusy(database, () => this.tryAloneOnSqlite(database, parameters));
  }

  private tryAloneOnSqlite(database: Database, parameters: Parameters): unknown[] {
    const isWrite = !preparedOn(database, this.sql).readonly;
    if (isWrite && database.inTransaction) throw new ForeignTransactionError();
    return this.executeOnSqlite(database, parameters);
  }

  executeOnSqlite(database: Database, parameters: Parameters): unknown[] {
    const prepared = preparedOn(database, this.sql);
    const bound = bindable(parameters);
    return prepared.reader ? prepared.all(bound) : (prepared.run(bound), []);
  }

  private async executeAloneOnPostgres(pool: Pool, parameters: Parameters): Promise<unknown[]> {
    const client = await takeConnection(pool);
    return onConnection(client, () => this.executeOnPostgres(client, parameters));
  }

  async executeOnPostgres(client: ClientBase, parameters: Parameters): Promise<unknown[]> {
    const values = this.names.map((name) => parameters[name]);
    const { rows } = await client.query<object>({ name: this.name, text: this.numbered, values });
    return rows;
  }

  private numberOf(name: string): number {
    if (!this.names.includes(name)) this.names.push(name);
    return this.names.indexOf(name) + 1;
  }
}

type Prepared = ReturnType<Database['prepare']>;
const preparedStatements = new WeakMap<Database, Map<string, Prepared>>();

function preparedOn(database: Database, sql: string): Prepared {
  const known = preparedStatements.get(database) ?? new Map<string, Prepared>();
  preparedStatements.set(database, known);
  const prepared = known.get(sql) ?? database.prepare(sql);
  known.set(sql, prepared);
  return prepared;
}

/** The SQLite driver cannot bind booleans. */
function bindable(parameters: Parameters): Parameters {
  const entries = Object.entries(parameters);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'boolean' ? Number(value) : value]),
  );
}
