import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { loginThrottleTable } from '../../src/auth/persistence/login-throttle-table.js';
import { poolOf } from '../../src/auth/persistence/typeorm-driver.js';
import { PostgresThrottleStore } from '../../src/auth/throttle/postgres-throttle.store.js';
import { migrate } from '../../src/service/database/migrate.js';
import { settle } from '../support/deferred.js';
import { emptyDatabase, open } from '../support/opened.js';

const HOUR = { limit: 1, seconds: 3600 };

describe('the table of the counters', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('loses its expired rows at the first log-in after five minutes', async () => {
    const dataSource = await open(await emptyDatabase('postgres'));
    await migrate(dataSource);
    const pool = poolOf(dataSource);
    const store = new PostgresThrottleStore(pool, loginThrottleTable(dataSource));
    for (const key of ['expired', 'current']) await store.count({ key, ...HOUR });
    await pool.query("UPDATE keyturn_login_throttle SET expire = 1 WHERE key = 'expired'");
    const later = performance.now() + 300_001;
    jest.spyOn(performance, 'now').mockReturnValue(later);
    await store.count({ key: 'current', ...HOUR });
    const keys = async () =>
      (await pool.query<{ key: string }>('SELECT key FROM keyturn_login_throttle')).rows;
    while ((await keys()).length > 1) await settle();
    await expect(keys()).resolves.toEqual([{ key: 'current' }]);
  });
});
