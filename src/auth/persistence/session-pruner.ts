import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { pruneStatements } from './prune-statements.js';
import { RefreshToken } from './refresh-token.entity.js';
import type { Parameters, Statement } from './statement.js';
import { storageError } from './storage-error.js';
import { tableName } from './table-name.js';
import { isSqlite } from './typeorm-driver.js';

/**
 * Sessions per page. A page takes a few milliseconds, also on SQLite, where it blocks other writes.
 */
const PAGE_SIZE = 500;

/** Selects the sessions to delete. Times are epoch milliseconds. */
export interface PruneLimit {
  now: number;
  /** Only sessions that were revoked or expired until then. */
  before: number;
}

/** The result of one page. */
export interface PrunedPage {
  /** The ID of the last session in the page; null if the page is empty. */
  last: string | null;
  seen: number;
  pruned: number;
}

/** Deletes revoked and expired sessions, a page at a time. */
export class SessionPruner {
  private readonly statements: ReturnType<typeof pruneStatements>;

  /** @param client a connection to PostgreSQL; without it, connections of the pool are used */
  constructor(
    private readonly dataSource: DataSource,
    private readonly client?: Client,
  ) {
    const table = tableName(dataSource, RefreshToken);
    this.statements = pruneStatements(table, !isSqlite(dataSource));
  }

  /**
   * Deletes the prunable sessions of the next page.
   *
   * @param after the ID before the page; '' for the first page
   * @throws {AuthError} `temporarily_unavailable` if the database is unavailable or busy
   */
  async prunePage(after: string, limit: PruneLimit): Promise<PrunedPage> {
    const [row] = await this.run(this.statements.inspect, { ...limit, after, size: PAGE_SIZE });
    const { last, seen, prunable } = row as { last: string | null } & Record<string, unknown>;
    // A DELETE locks the SQLite file even if it deletes no row.
    const isClean = last === null || Number(prunable) === 0;
    const pruned = isClean ? [] : await this.run(this.statements.remove, { ...limit, after, last });
    return { last, seen: Number(seen), pruned: pruned.length };
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
