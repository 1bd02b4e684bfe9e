import { DataSource } from 'typeorm';

/** SQLite in memory, with nothing but a table `note` of one column, `text`. */
export async function openNotes(): Promise<DataSource> {
  const dataSource = new DataSource({ type: 'better-sqlite3', database: ':memory:' });
  await dataSource.initialize();
  await dataSource.query('CREATE TABLE note (text)');
  return dataSource;
}
