import { describe, expect, it } from '@jest/globals';
import { openNotes } from '../../../test/support/note-table.js';
import { SqliteDriver } from '../../../test/support/sqlite-driver.js';
import { isSqlite, sqliteOf } from './typeorm-driver.js';

/** Fails when TypeORM renames a member of its SQLite driver, or stops using it. */
describe('typeorm-driver', () => {
  it('returns driver.databaseConnection, which TypeORM itself uses on SQLite', async () => {
    const dataSource = await openNotes();
    expect(isSqlite(dataSource)).toBe(true);
    expect(sqliteOf(dataSource)).toBeInstanceOf(SqliteDriver);
    expect(await dataSource.createQueryRunner().connect()).toBe(sqliteOf(dataSource));
    await dataSource.destroy();
  });
});
