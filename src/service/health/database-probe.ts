import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { onConnection } from '../../auth/persistence/on-connection.js';
import { isSqlite, Statement } from '../../auth/persistence/statement.js';
import { connectFirst } from '../database/service-pool.js';
import { isBehind, checkMigrations, namesOf } from '../database/schema.js';
import type { Findings } from './check-readiness.js';

/** A database that takes longer is none to send users to. */
const PATIENCE_MS = 1_000;

const PING = new Statement('SELECT 1 AS one');

/**
 * Of a replica, and where somebody set default_transaction_read_only: every session would be a 503.
 */
const PING_FOR_WRITES = new Statement(
  "SELECT 1 AS one WHERE current_setting('transaction_read_only') = 'off'",
);

const APPLIED = new Statement('SELECT name FROM keyturn_migration');

type DatabaseFindings = Pick<Findings, 'isDatabaseThere' | 'isSchemaCurrent'>;

const AWAY: DatabaseFindings = { isDatabaseThere: false, isSchemaCurrent: false };

/** Asks the database how it is. Anybody may have it asked: it is asked once at a time. */
@Injectable()
export class DatabaseProbe {
  private asking: Promise<DatabaseFindings> | undefined;

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async ask(): Promise<DatabaseFindings> {
    this.asking ??= this.read().finally(() => (this.asking = undefined));
    const patience = new AbortController();
    const late = setTimeout(PATIENCE_MS, AWAY, { signal: patience.signal }).catch(() => AWAY);
    return Promise.race([this.asking, late]).finally(() => patience.abort());
  }

  private async read(): Promise<DatabaseFindings> {
    if (!(await this.isThere())) return AWAY;
    return { isDatabaseThere: true, isSchemaCurrent: await this.isSchemaCurrent() };
  }

  private async isThere(): Promise<boolean> {
    const ping = isSqlite(this.dataSource) ? PING : PING_FOR_WRITES;
    try {
      return (await this.execute(ping)).length > 0;
    } catch {
      return false;
    }
  }

  /** Tables that are ahead do: each version leaves tables that the one before it can work on. */
  private async isSchemaCurrent(): Promise<boolean> {
    try {
      const applied = (await this.execute(APPLIED)) as { name: string }[];
      const names = applied.map(({ name }) => name);
      return !isBehind(checkMigrations(namesOf(this.dataSource), names));
    } catch {
      return false;
    }
  }

  /** Does not wait behind other statements: a healthy database may have only busy connections. */
  private async execute(statement: Statement): Promise<unknown[]> {
    if (isSqlite(this.dataSource)) return statement.execute(this.dataSource, {});
    const client = await connectFirst(this.dataSource);
    return onConnection(client, () => statement.executeOnPostgres(client, {}));
  }
}
