import { describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { DATABASES } from '../../../test/support/databases.js';
import { openNotes } from '../../../test/support/note-table.js';
import { emptyDatabase, open } from '../../../test/support/opened.js';
import { isSqlite, poolOf, sqliteOf } from './typeorm-driver.js';

/** Fails when TypeORM renames a member of its drivers, or stops using it. */
describe('typeorm-driver', () => {
  it('returns driver.databaseConnection, which TypeORM itself uses on SQLite', async () => {
    const dataSource = await openNotes();
    expect(isSqlite(dataSource)).toBe(true);
    expect(sqliteOf(dataSource)).toBeInstanceOf(Sqlite);
    expect(await dataSource.createQueryRunner().connect()).toBe(sqliteOf(dataSource));
    await dataSource.destroy();
  });

  const onPostgres = DATABASES.includes('postgres') ? it : it.skip;

  onPostgres('returns driver.master, which TypeORM itself uses on PostgreSQL', async () => {
    const dataSource = await open(await emptyDatabase('postgres'));
    const pool = poolOf(dataSource);
    expect(isSqlite(dataSource)).toBe(false);
    expect(pool).toBeInstanceOf(pg.Pool);
    const runner = dataSource.createQueryRunner();
    await runner.connect();
    expect(pool.totalCount - pool.idleCount).toBe(1);
    await runner.release();
  });
});
