import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { composeUserService } from '../../src/service/bootstrap/compose-user-service.js';
import { DatabaseProbe } from '../../src/service/health/database-probe.js';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { openDatabase } from '../../src/service/database/open-database.js';
import { pruneAudit } from '../../src/service/audit/audit-pruner.js';
import { AuditStore } from '../../src/service/audit/audit-store.js';
import { prune } from '../../src/service/pruning/prune.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { keyturn } from '../support/run-cli.js';

const isReady = async (dataSource: DataSource): Promise<boolean> =>
  Object.values(await new DatabaseProbe(dataSource).check()).every(Boolean);

const ROLE = `keyturn_service_${process.pid}`;

describe('a PostgreSQL role without DDL privileges', () => {
  let database: TestDatabase;
  let owner: pg.Client;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createDatabase('postgres');
    await keyturn(['migrate'], { DATABASE_URL: database.url });
    owner = new pg.Client(database.url);
    await owner.connect();
    await owner.query(`
      CREATE ROLE ${ROLE} LOGIN PASSWORD 'role';
      GRANT SELECT, INSERT, UPDATE, DELETE
        ON keyturn_refresh_token, keyturn_user, keyturn_login_throttle, keyturn_audit_event,
           keyturn_webhook_delivery
        TO ${ROLE};
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

  it('a role without DDL privileges is sufficient to start, to be ready, to manage users and to prune', async () => {
    expect(await isReady(dataSource)).toBe(true);
    const users = composeUserService(dataSource);
    await users.create({ username: 'alice', password: 'copper willow stream' });
    await users.deactivate('alice');
    expect(await users.list()).toHaveLength(1);
    expect(await prune(dataSource, { now: 1, before: 1 })).toEqual({ seen: 0, pruned: 0 });
    expect(await pruneAudit(dataSource, Date.now())).toBe(0);
    await new AuditStore(dataSource).insert([], []);
  });

  it('a role without DDL privileges cannot drop a table', async () => {
    await expect(dataSource.query('DROP TABLE keyturn_user')).rejects.toThrow('must be owner');
  });
});
