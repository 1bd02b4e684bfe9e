import { sqliteDriver } from '../../src/service/database/driver.js';

/**
 * The SQLite driver that the service uses on this Node. better-sqlite3 12 would end a process of Jest
 * on Node 24, when V8 deletes the context of a spec.
 */
export const SqliteDriver = sqliteDriver();

/** The options of a data source on SQLite, apart from the database. */
export const SQLITE = { type: 'better-sqlite3', driver: SqliteDriver } as const;
