import { afterAll } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { migrate } from '../../src/service/database/migrate.js';
import { connect } from '../../src/service/database/open-database.js';
import { isBehind as checkedBehind, readMigrations } from '../../src/service/database/schema.js';
import { createDatabase, type DatabaseKind } from './databases.js';

/** Closes everything that the tests of a file opened, in reverse order. */
const cleanups: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

/** @returns the URL of an empty database, which is dropped after the tests */
export async function emptyDatabase(kind: DatabaseKind): Promise<string> {
  const database = await createDatabase(kind);
  cleanups.push(() => database.drop());
  return database.url;
}

export async function open(url: string): Promise<DataSource> {
  const dataSource = await connect(parseDatabaseUrl(url)!);
  cleanups.push(() => dataSource.destroy());
  return dataSource;
}

/** Opens an empty database with all tables. */
export async function openMigrated(kind: DatabaseKind): Promise<DataSource> {
  const dataSource = await open(await emptyDatabase(kind));
  await migrate(dataSource);
  return dataSource;
}

export const isBehind = async (dataSource: DataSource): Promise<boolean> =>
  checkedBehind(await readMigrations(dataSource));
