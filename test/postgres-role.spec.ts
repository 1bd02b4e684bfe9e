import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { composeUserService } from '../src/service/compose-user-service.js';
import { DatabaseProbe } from '../src/service/health/database-probe.js';
import { parseDatabaseUrl } from '../src/service/database/database-url.js';
import { openDatabase } from '../src/service/database/open-database.js';
import { prune } from '../src/service/pruning/prune.js';
import { createDatabase, type TestDatabase } from './support/databases.js';
import { keyturn } from './support/server-process.js';

const isReady = async (dataSource: DataSource): Promise<boolean> =>
  Object.values(await new DatabaseProbe(dataSource).check()).every(Boolean);

const ROLE = `keyturn_service_${process.pid}`;

describe('a role that may not change the tables', () => {
  let database: TestDatabase;
  let owner: pg.Client;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createDatabase('postgres');
    await keyturn(['migrate'], { DATABASE_URL: database.url });
    owner = new pg.Client(database.url);
    await owner.connect();
    await owner.query(`
      CREATE ROLE ${ROLE} SESSION PASSWORD 'role';
      GRANT SELECT, INSERT, UPDATE, DELETE ON keyturn_refresh_token, keyturn_user TO ${ROLE};
      GRANT SELECT ON keyturn_migration TO ${ROLE}`);
    const url = new URL(database.url);
    [url.username, url.password] = [ROLE, 'role'];
    dataSource = await openDatabase(parseDatabaseUrl(url.href)!, { purpose: 'service' });
  });
  afterAll(async () => {
    await dataSource.destroy();
    await owner.query(`DROP OWNED BY ${ROLE}; DROP ROLE ${ROLE}`);
    await owner.end();
    await database.drop();
  });

  it('is enough for the service: it starts, is ready, keeps users and prunes', async () => {
    expect(await isReady(dataSource)).toBe(true);
    const users = composeUserService(dataSource);
    await users.create({ username: 'alice', password: 'a good password' });
    await users.deactivate('alice');
    expect(await users.list()).toHaveLength(1);
    expect(await prune(dataSource, { now: 1, before: 1 })).toEqual({ seen: 0, pruned: 0 });
  });

  it('cannot change them indeed', async () => {
    await expect(dataSource.query('DROP TABLE keyturn_user')).rejects.toThrow('must be owner');
  });
});
