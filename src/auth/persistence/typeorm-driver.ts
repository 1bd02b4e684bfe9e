import type { Database } from 'better-sqlite3';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/*
 * The members of TypeORM's drivers that Keyturn needs. TypeORM declares both as public, with type
 * `any`. `QueryRunner.connect()` returns the same connections, but it is asynchronous on SQLite, and
 * on PostgreSQL it cannot listen for errors in time: see `takeConnection`.
 */

export const isSqlite = (dataSource: DataSource): boolean =>
  dataSource.options.type === 'better-sqlite3';

/** @param dataSource connected */
export const sqliteOf = ({ driver }: DataSource): Database =>
  (driver as BetterSqlite3Driver).databaseConnection as Database;

/** @param dataSource connected */
export const poolOf = ({ driver }: DataSource): Pool => (driver as PostgresDriver).master as Pool;
