import { afterAll } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { connect } from '../../src/service/database/open-database.js';
import { isBehind as checkedBehind, readMigrations } from '../../src/service/database/schema.js';
import { createDatabase, type DatabaseKind } from './databases.js';

/** What a file's tests opened, and is closed after them, the last first. */
const ends: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** @returns the URL of an empty database, which goes after the tests */
export async function emptyDatabase(kind: DatabaseKind): Promise<string> {
  const database = await createDatabase(kind);
  ends.push(() => database.drop());
  return database.url;
}

export async function open(url: string): Promise<DataSource> {
  const dataSource = await connect(parseDatabaseUrl(url)!);
  ends.push(() => dataSource.destroy());
  return dataSource;
}

export const isBehind = async (dataSource: DataSource): Promise<boolean> =>
  checkedBehind(await readMigrations(dataSource));
