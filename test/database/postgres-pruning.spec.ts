import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { RefreshToken } from '../../src/auth/persistence/refresh-token.entity.js';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { migrate } from '../../src/service/database/migrate.js';
import { connect } from '../../src/service/database/open-database.js';
import { prune } from '../../src/service/pruning/prune.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { PRUNABLE, LIMIT, rowOf } from '../support/prunable-sessions.js';

describe('pruning on PostgreSQL', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let other: pg.Client;

  beforeAll(async () => {
    database = await createDatabase('postgres');
    dataSource = await connect(parseDatabaseUrl(database.url)!, 'command', 1);
    await migrate(dataSource);
    other = new pg.Client(database.url);
    await other.connect();
  });
  afterAll(async () => {
    await other.end();
    await dataSource.destroy();
    await database.drop();
  });

  const untilPruning = async (): Promise<void> => {
    const held = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted";
    if ((await other.query(held)).rowCount === 0) return untilPruning();
  };

  it('pruning runs once at a time and leaves the only connection of the pool to requests', async () => {
    await dataSource.getRepository(RefreshToken).save([PRUNABLE, PRUNABLE].map(rowOf));
    await other.query('BEGIN');
    await other.query('LOCK TABLE keyturn_refresh_token');
    const first = prune(dataSource, LIMIT);
    await untilPruning();
    expect(await prune(dataSource, LIMIT)).toBeUndefined();
    expect(await dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await other.query('COMMIT');
    expect(await first).toEqual({ seen: 2, pruned: 2 });
  });

  it('pruning skips a locked row without waiting', async () => {
    const [held, free] = await dataSource
      .getRepository(RefreshToken)
      .save([PRUNABLE, PRUNABLE].map(rowOf));
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM keyturn_refresh_token WHERE id = $1 FOR UPDATE', [held!.id]);
    expect(await prune(dataSource, LIMIT)).toEqual({ seen: 2, pruned: 1 });
    await other.query('COMMIT');
    expect(await dataSource.getRepository(RefreshToken).findBy({ id: free!.id })).toEqual([]);
    expect(await prune(dataSource, LIMIT)).toEqual({ seen: 1, pruned: 1 });
  });
});
