import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { onConnection } from '../../auth/persistence/on-connection.js';
import { Statement } from '../../auth/persistence/statement.js';
import { isSqlite } from '../../auth/persistence/typeorm-driver.js';
import { connectFirst } from '../database/service-pool.js';
import { isBehind, checkMigrations, namesOf } from '../database/schema.js';
import type { Findings } from './check-readiness.js';

/** A slower database counts as unavailable. */
const TIMEOUT_MS = 1_000;

const PING = new Statement('SELECT 1 AS one');

/** Returns no row on a replica or with default_transaction_read_only, where log-ins would fail. */
const PING_FOR_WRITES = new Statement(
  "SELECT 1 AS one WHERE current_setting('transaction_read_only') = 'off'",
);

const APPLIED = new Statement('SELECT name FROM keyturn_migration');

type DatabaseFindings = Pick<Findings, 'isDatabaseAvailable' | 'isSchemaCurrent'>;

const UNAVAILABLE: DatabaseFindings = { isDatabaseAvailable: false, isSchemaCurrent: false };

/** Checks the database. Concurrent requests share one check, because any client may trigger it. */
@Injectable()
export class DatabaseProbe {
  private checking: Promise<DatabaseFindings> | undefined;

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async check(): Promise<DatabaseFindings> {
    this.checking ??= this.read().finally(() => (this.checking = undefined));
    const timer = new AbortController();
    const { signal } = timer;
    const timeout = setTimeout(TIMEOUT_MS, UNAVAILABLE, { signal }).catch(() => UNAVAILABLE);
    return Promise.race([this.checking, timeout]).finally(() => timer.abort());
  }

  private async read(): Promise<DatabaseFindings> {
    if (!(await this.isAvailable())) return UNAVAILABLE;
    return { isDatabaseAvailable: true, isSchemaCurrent: await this.isSchemaCurrent() };
  }

  private async isAvailable(): Promise<boolean> {
    const ping = isSqlite(this.dataSource) ? PING : PING_FOR_WRITES;
    try {
      return (await this.execute(ping)).length > 0;
    } catch {
      return false;
    }
  }

  /** Accepts tables of a later version: each migration keeps the previous version working. */
  private async isSchemaCurrent(): Promise<boolean> {
    try {
      const applied = (await this.execute(APPLIED)) as { name: string }[];
      const names = applied.map(({ name }) => name);
      return !isBehind(checkMigrations(namesOf(this.dataSource), names));
    } catch {
      return false;
    }
  }

  /** Takes precedence over waiting statements: all connections of a healthy database may be busy. */
  private async execute(statement: Statement): Promise<unknown[]> {
    if (isSqlite(this.dataSource)) return statement.execute(this.dataSource, {});
    const client = await connectFirst(this.dataSource);
    return onConnection(client, () => statement.executeOnPostgres(client, {}));
  }
}
