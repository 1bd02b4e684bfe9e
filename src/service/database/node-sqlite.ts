import { getBuiltinModule } from 'node:process';
import { pathToFileURL } from 'node:url';
import { sqliteCodeOf } from './sqlite-code.js';

type Row = Record<string, unknown>;
type Values = readonly unknown[];

/** The members of `node:sqlite` that the adapter uses. Node 20 does not have the module. */
interface BuiltInSqlite {
  DatabaseSync: new (
    path: string | URL,
    options: { readOnly: boolean; timeout: number },
  ) => BuiltInDatabase;
}

interface BuiltInDatabase {
  readonly isOpen: boolean;
  readonly isTransaction: boolean;
  prepare(sql: string): BuiltInStatement;
  exec(sql: string): void;
  close(): void;
}

interface BuiltInStatement {
  columns(): readonly unknown[];
  setAllowUnknownNamedParameters(enabled: boolean): void;
  all(...values: Values): Row[];
  get(...values: Values): Row | undefined;
  run(...values: Values): { changes: number; lastInsertRowid: number };
}

/** The options of better-sqlite3 that TypeORM and the commands set. */
export interface NodeSqliteOptions {
  readonly?: boolean;
  fileMustExist?: boolean;
  /** Milliseconds to wait for a lock. @default 0 */
  timeout?: number;
}

/**
 * `node:sqlite` with the members of better-sqlite3 that TypeORM's driver and Keyturn call, so that
 * SQLite needs no native package. Errors have the codes of better-sqlite3, such as
 * `SQLITE_CONSTRAINT_UNIQUE`.
 *
 * @example
 * ```ts
 * const database = new NodeSqlite('data/keyturn.sqlite', { fileMustExist: true });
 * database.prepare('SELECT id FROM keyturn_user WHERE username = ?').get('alice'); // { id: '…' }
 * ```
 */
export class NodeSqlite {
  private readonly database: BuiltInDatabase;

  /** @param path of the file, or `:memory:` */
  constructor(path: string, options: NodeSqliteOptions = {}) {
    const { readonly: readOnly = false, fileMustExist = false, timeout = 0 } = options;
    const { DatabaseSync } = getBuiltinModule('node:sqlite') as unknown as BuiltInSqlite;
    const place = fileMustExist && !readOnly ? urlOfExistingFile(path) : path;
    this.database = withSqliteCodes(() => new DatabaseSync(place, { readOnly, timeout }));
  }

  get inTransaction(): boolean {
    return this.database.isOpen && this.database.isTransaction;
  }

  prepare(sql: string): NodeSqliteStatement {
    return new NodeSqliteStatement(
      withSqliteCodes(() => this.database.prepare(sql)),
      sql,
    );
  }

  /** @returns the rows, or with `simple` the first column of the first row */
  pragma(text: string, { simple = false } = {}): unknown {
    const rows = this.prepare(`PRAGMA ${text}`).all();
    return simple ? Object.values(rows[0] ?? {})[0] : rows;
  }

  /** @returns a transaction: `immediate` takes the write lock, runs the work, and rolls back if it throws */
  transaction<Result>(work: () => Result): { immediate(): Result } {
    return { immediate: () => this.runImmediate(work) };
  }

  /** Does nothing if it is closed already. */
  close(): void {
    if (this.database.isOpen) this.database.close();
  }

  private runImmediate<Result>(work: () => Result): Result {
    this.execute('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.execute('COMMIT');
      return result;
    } catch (error) {
      // Some errors, such as a full disk, have ended the transaction already.
      if (this.inTransaction) this.execute('ROLLBACK');
      throw error;
    }
  }

  private execute(sql: string): void {
    withSqliteCodes(() => this.database.exec(sql));
  }
}

/** A prepared statement, with the members of better-sqlite3. */
class NodeSqliteStatement {
  /** Whether it returns rows. */
  readonly reader: boolean;
  /** True only for a SELECT. */
  readonly readonly: boolean;

  constructor(
    private readonly statement: BuiltInStatement,
    sql: string,
  ) {
    statement.setAllowUnknownNamedParameters(true);
    this.reader = statement.columns().length > 0;
    this.readonly = /^\s*SELECT\b/i.test(sql);
  }

  all(...values: Values): Row[] {
    return withSqliteCodes(() => this.statement.all(...values));
  }

  get(...values: Values): Row | undefined {
    return withSqliteCodes(() => this.statement.get(...values));
  }

  run(...values: Values): { changes: number; lastInsertRowid: number } {
    return withSqliteCodes(() => this.statement.run(...values));
  }
}

/** SQLite creates a missing file, except for a URI with this mode. */
function urlOfExistingFile(path: string): URL {
  const url = pathToFileURL(path);
  url.searchParams.set('mode', 'rw');
  return url;
}

/** The message of better-sqlite3. */
const CLOSED = 'The database connection is not open';

function withSqliteCodes<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const { code, errcode } = error as { code?: string; errcode?: number };
    if (code === 'ERR_INVALID_STATE') throw new TypeError(CLOSED, { cause: error });
    if (errcode === undefined) throw error;
    throw Object.assign(error as Error, { code: sqliteCodeOf(errcode) });
  }
}
