import { sqliteDriver } from '../../src/service/database/driver.js';

/** Opens an SQLite file beside the service, with the driver of the service. */
export const openSqlite = (file: string) => new (sqliteDriver())(file);

/** Reads rows of an SQLite file. */
export function readRows<Row>(file: string, sql: string): Row[] {
  const database = openSqlite(file);
  try {
    return database.prepare<[], Row>(sql).all();
  } finally {
    database.close();
  }
}
