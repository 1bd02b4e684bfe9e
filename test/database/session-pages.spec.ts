import { describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { SessionQuery } from '../../src/auth/domain/session-query.js';
import { sessionStatements } from '../../src/auth/persistence/session-statements.js';
import { isSqlite, sqliteOf } from '../../src/auth/persistence/typeorm-driver.js';
import { TypeOrmUserStore } from '../../src/auth/persistence/typeorm-user.store.js';
import { migrate } from '../../src/service/database/migrate.js';
import { DATABASES } from '../support/databases.js';
import { emptyDatabase, open } from '../support/opened.js';

const NOW = 1_700_000_000_000;
const ROWS = 20_000;
const USERS = 40;
const TABLE = 'keyturn_refresh_token';
const INDEX = 'keyturn_refresh_token_user_id_id';

/** Gives every user 500 sessions, four of five of them revoked. */
async function fill(dataSource: DataSource): Promise<void> {
  const numbers = isSqlite(dataSource)
    ? `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${ROWS})`
    : `WITH numbers AS (SELECT generate_series(1, ${ROWS}) AS n)`;
  await dataSource.query(`
    INSERT INTO ${TABLE} (id, user_id, token_version, rotated_at, expires_at, session_expires_at,
                          revoked_at, created_at)
    ${numbers} SELECT CAST(1000000 + (n * 7919) % 100003 AS varchar), 'user-' || (n % ${USERS}),
                      0, ${NOW}, ${NOW} + 1, ${NOW} + 1,
                      CASE WHEN n % 5 = 0 THEN NULL ELSE ${NOW} END, ${NOW} FROM numbers`);
  const users = new TypeOrmUserStore(dataSource);
  for (let n = 0; n < USERS; n++) {
    const user = {
      id: `user-${n}`,
      username: `name-${n}`,
      passwordHash: '',
      isActive: true,
      tokenVersion: 0,
    };
    await users.create(user, NOW);
  }
  await dataSource.query('ANALYZE');
}

async function planOf(dataSource: DataSource, query: SessionQuery): Promise<string> {
  const condition = new TypeOrmUserStore(dataSource).ownerCondition('session');
  const { sql } = sessionStatements(TABLE, condition).list(query) as unknown as { sql: string };
  if (isSqlite(dataSource)) {
    const steps = sqliteOf(dataSource).prepare(`EXPLAIN QUERY PLAN ${sql}`).all(query);
    return JSON.stringify(steps);
  }
  const values = query as unknown as Record<string, string | number>;
  const literal = (name: string) => `'${values[name]}'`;
  const text = sql.replaceAll(/:(\w+)/g, (_, name: string) => literal(name));
  return JSON.stringify(await dataSource.query(`EXPLAIN ${text}`));
}

describe.each(DATABASES)('pages of sessions (%s)', (kind) => {
  it('a page of sessions is read from an index, without a sort or a scan of the table', async () => {
    const dataSource = await open(await emptyDatabase(kind));
    await migrate(dataSource);
    await fill(dataSource);
    const [user, after] = [{ userId: 'user-7', limit: 11 }, '1050000'];
    const ofUser = [user, { ...user, after }, { ...user, activeAt: NOW }];
    for (const query of [...ofUser, { limit: 11 }, { limit: 11, after }]) {
      const plan = await planOf(dataSource, query);
      expect(plan).not.toMatch(/Seq Scan on keyturn_refresh|TEMP B-TREE|Sort/);
      if ('userId' in query) expect(plan).toContain(INDEX);
    }
  });
});
