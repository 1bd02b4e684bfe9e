import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { Findings } from './judge-readiness.js';

/** A database that takes longer is none to send users to. */
const PATIENCE_MS = 1_000;

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
    try {
      await this.dataSource.query('SELECT 1');
    } catch {
      return AWAY;
    }
    return { isDatabaseThere: true, isSchemaCurrent: await this.isSchemaCurrent() };
  }

  /** Migrations of a version to come are no harm: they are made before it is started. */
  private async isSchemaCurrent(): Promise<boolean> {
    const { migrations, options } = this.dataSource;
    try {
      const rows = await this.dataSource.query<{ name: string }[]>(
        `SELECT name FROM ${options.migrationsTableName}`,
      );
      const done = new Set(rows.map(({ name }) => name));
      return migrations.every(({ name, constructor }) => done.has(name ?? constructor.name));
    } catch {
      return false;
    }
  }
}
