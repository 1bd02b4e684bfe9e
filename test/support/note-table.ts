import { DataSource } from 'typeorm';

/** Opens SQLite in memory with a table `note` that has one column, `text`. */
export async function openNotes(): Promise<DataSource> {
  const dataSource = new DataSource({ type: 'better-sqlite3', database: ':memory:' });
  await dataSource.initialize();
  await dataSource.query('CREATE TABLE note (text)');
  return dataSource;
}
