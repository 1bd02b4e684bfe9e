import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { pruneStatements } from './prune-statements.js';
import { RefreshToken } from './refresh-token.entity.js';
import { isSqlite, type Parameters, type Statement } from './statement.js';
import { storageError } from './storage-error.js';
import { tableName } from './table-name.js';

/** Read and deleted at once: some milliseconds, also on SQLite, which nobody else enters meanwhile. */
const PAGE_SIZE = 500;

/** Which sessions may go. Epoch milliseconds. */
export interface PruneLimit {
  now: number;
  /** What was revoked or came to its end until then. */
  before: number;
}

/** What was done with one page. */
export interface PrunedPage {
  /** The last session that was looked at; null: there was none after the one before. */
  last: string | null;
  seen: number;
  pruned: number;
}

/** Deletes dead sessions, a page at a time. */
export class SessionPruner {
  private readonly statements: ReturnType<typeof pruneStatements>;

  /** @param client of PostgreSQL, when it is not to be one of the pool's */
  constructor(
    private readonly dataSource: DataSource,
    private readonly client?: Client,
  ) {
    const table = tableName(dataSource, RefreshToken);
    this.statements = pruneStatements(table, !isSqlite(dataSource));
  }

  /**
   * Deletes what is dead among the next sessions.
   *
   * @param after a session; '' is before every other
   * @throws {AuthError} `temporarily_unavailable` when the database is away or busy
   */
  async prunePage(after: string, limit: PruneLimit): Promise<PrunedPage> {
    const [row] = await this.run(this.statements.look, { ...limit, after, size: PAGE_SIZE });
    const { last, seen, dead } = row as { last: string | null } & Record<string, unknown>;
    // Without one there is no write: SQLite would lock the file for nothing.
    const isClean = last === null || Number(dead) === 0;
    const gone = isClean ? [] : await this.run(this.statements.remove, { ...limit, after, last });
    return { last, seen: Number(seen), pruned: gone.length };
  }

  private async run(statement: Statement, parameters: Parameters): Promise<unknown[]> {
    if (this.client === undefined) return statement.execute(this.dataSource, parameters);
    try {
      return await statement.executeOnPostgres(this.client, parameters);
    } catch (error) {
      throw storageError(error);
    }
  }
}
