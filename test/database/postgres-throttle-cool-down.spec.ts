import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool, QueryConfig } from 'pg';
import type { DataSource } from 'typeorm';
import { loginThrottleTable } from '../../src/auth/persistence/login-throttle-table.js';
import { poolOf } from '../../src/auth/persistence/typeorm-driver.js';
import { PostgresThrottleStore } from '../../src/auth/throttle/postgres-throttle.store.js';
import { migrate } from '../../src/service/database/migrate.js';
import { emptyDatabase, open } from '../support/opened.js';

const ACCOUNT = { seconds: 1_000_000, coolDownSeconds: 60 };

describe('the cool-down of a counter on PostgreSQL', () => {
  let dataSource: DataSource;
  beforeAll(async () => {
    dataSource = await open(await emptyDatabase('postgres'));
    await migrate(dataSource);
  });

  const storeWith = (pool: Pool) => new PostgresThrottleStore(pool, loginThrottleTable(dataSource));

  it('starts at the next attempt when a restart has lowered the limit', async () => {
    const store = storeWith(poolOf(dataSource));
    for (let time = 0; time < 5; time++)
      await store.count({ key: 'lowered', limit: 9, ...ACCOUNT });
    const counter = { key: 'lowered', limit: 3, ...ACCOUNT };
    expect(await store.count(counter)).toMatchObject({ count: 6, resetsInMs: 60_000 });
    const { count, resetsInMs } = await store.count(counter);
    expect(count).toBeGreaterThan(3);
    expect(resetsInMs).toBeLessThanOrEqual(60_000);
  });

  it('starts at the next attempt when the statement that starts it has failed', async () => {
    const pool = poolOf(dataSource);
    let isFailing = true;
    const query = (statement: QueryConfig) =>
      isFailing && statement.name?.endsWith('-force') === true
        ? Promise.reject(new Error('the connection is lost'))
        : pool.query(statement);
    const store = storeWith({ query } as unknown as Pool);
    const counter = { key: 'interrupted', limit: 1, ...ACCOUNT };
    await store.count(counter);
    await expect(store.count(counter)).rejects.toThrow('the connection is lost');
    isFailing = false;
    expect(await store.count(counter)).toMatchObject({ count: 3, resetsInMs: 60_000 });
  });
});
