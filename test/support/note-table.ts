import { DataSource } from 'typeorm';
import { SQLITE } from './sqlite-driver.js';

/** Opens SQLite in memory with a table `note` that has one column, `text`. */
export async function openNotes(): Promise<DataSource> {
  const dataSource = new DataSource({ ...SQLITE, database: ':memory:' });
  await dataSource.initialize();
  await dataSource.query('CREATE TABLE note (text)');
  return dataSource;
}
