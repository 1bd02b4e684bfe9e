import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { emptyDatabase, open } from '../../../test/support/opened.js';
import { isSqlite, poolOf } from './typeorm-driver.js';

/** Fails when TypeORM renames a member of its PostgreSQL driver, or stops using it. */
describe('typeorm-driver', () => {
  it('returns driver.master, which TypeORM itself uses on PostgreSQL', async () => {
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
