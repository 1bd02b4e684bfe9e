import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { TypeOrmRefreshTokenStore } from '../../src/auth/persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from '../../src/auth/persistence/typeorm-user.store.js';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { migrate } from '../../src/service/database/migrate.js';
import { connect } from '../../src/service/database/open-database.js';
import { createSession, createUser, NOW } from '../contracts/fixtures.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';

const POOL_SIZE = 8;

describe('the limit of sessions on PostgreSQL', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let stores: { users: TypeOrmUserStore; sessions: TypeOrmRefreshTokenStore };

  const open = async () => {
    dataSource = await connect(parseDatabaseUrl(database.url)!, 'command', POOL_SIZE);
    const users = new TypeOrmUserStore(dataSource);
    stores = { users, sessions: new TypeOrmRefreshTokenStore(dataSource, users) };
  };

  beforeAll(async () => {
    database = await createDatabase('postgres');
    await open();
    await migrate(dataSource);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const asOther = async (work: (other: pg.Client) => Promise<void>) => {
    const other = new pg.Client(database.url);
    await other.connect();
    await work(other).finally(() => other.end());
  };
  const untilWaiting = async (other: pg.Client): Promise<void> => {
    const waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    if ((await other.query(waiting)).rowCount === 0) return untilWaiting(other);
  };

  it('keeps the reason of a session that a log-out revokes at the same time', async () => {
    const user = await createUser(stores);
    const sid = await createSession(stores, user);
    await asOther(async (other) => {
      await other.query('BEGIN');
      await other.query(
        "UPDATE keyturn_refresh_token SET revoked_at = 1, revoked_reason = 'logout' WHERE id = $1",
        [sid],
      );
      const login = createSession(stores, user, 1);
      await untilWaiting(other);
      await other.query('COMMIT');
      await login;
    });
    expect(await stores.sessions.find(sid)).toMatchObject({ revokedReason: 'logout' });
  });

  it('makes log-ins of one user wait for each other, and not those of another user', async () => {
    const [alice, bob] = [await createUser(stores), await createUser(stores)];
    const first = await createSession(stores, alice);
    await asOther(async (other) => {
      await other.query('BEGIN');
      await other.query('SELECT FROM keyturn_refresh_token WHERE id = $1 FOR UPDATE', [first]);
      const logins = [createSession(stores, alice, 1), createSession(stores, alice, 1)];
      await untilWaiting(other);
      await createSession(stores, bob, 1);
      await other.query('COMMIT');
      await Promise.all(logins);
    });
    const query = { userId: alice.id, activeAt: NOW, limit: 9 };
    expect(await stores.sessions.list(query)).toHaveLength(1);
  });

  it('holds when the transactions of the database are repeatable reads by default', async () => {
    const name = new URL(database.url).pathname.slice(1);
    const level = "default_transaction_isolation = 'repeatable read'";
    await asOther(async (other) => {
      await other.query(`ALTER DATABASE ${name} SET ${level}`);
    });
    await dataSource.destroy();
    await open();
    const user = await createUser(stores);
    await Promise.all(Array.from({ length: 32 }, () => createSession(stores, user, 3)));
    const query = { userId: user.id, activeAt: NOW, limit: 99 };
    expect(await stores.sessions.list(query)).toHaveLength(3);
  });
});
