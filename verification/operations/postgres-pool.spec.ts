import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Statement } from '../../src/auth/persistence/statement.js';
import { poolOf } from '../../src/auth/persistence/typeorm-driver.js';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { openDatabase } from '../../src/service/database/open-database.js';
import { DatabaseProbe } from '../../src/service/health/database-probe.js';
import { TcpGate } from '../../test/support/tcp-gate.js';
import { createDatabase, type TestDatabase } from '../../test/support/databases.js';

const STATEMENT = new Statement('SELECT 1 AS one');
const POOL_SIZE = 10;

/** The connection pool of the service while PostgreSQL works. */
describe('database pool', () => {
  let database: TestDatabase;
  let gate: TcpGate;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await createDatabase('postgres');
    const url = new URL(database.url);
    gate = await TcpGate.open(Number(url.port));
    url.port = String(gate.port);
    const location = parseDatabaseUrl(url.href)!;
    dataSource = await openDatabase(location, { purpose: 'service', migrates: true });
  });
  afterEach(async () => {
    await dataSource.destroy();
    await gate.close();
    await database.drop();
  });

  const pool = () => poolOf(dataSource);
  const execute = () => STATEMENT.execute(dataSource, {});
  const executeAtOnce = () => Promise.all(Array.from({ length: 64 }, execute));
  const until = async (condition: () => boolean) => {
    while (!condition()) await setImmediate();
  };

  it('opens four database connections at the start', () => {
    expect([pool().totalCount, pool().idleCount]).toEqual([4, 4]);
  });

  it('executes 64 statements at once while new database connections are slow', async () => {
    // Longer than any timeout of the service.
    gate.admitAfterMs = 3_500;
    expect(await executeAtOnce()).toHaveLength(64);
    gate.admitAfterMs = 0;
  });

  it('executes 64 statements at once when all database connections are lost and new ones are slow', async () => {
    gate.reset();
    await until(() => pool().totalCount === 0);
    gate.admitAfterMs = 200;
    expect(await executeAtOnce()).toHaveLength(64);
    expect(pool().totalCount).toBeLessThanOrEqual(POOL_SIZE);
  });

  it('keeps its database connections when statements fail', async () => {
    const faulty = new Statement('SELECT 1 / 0');
    for (let count = 0; count < 4; count++) {
      await expect(faulty.execute(dataSource, {})).rejects.toMatchObject({
        detail: 'database: 22012',
      });
    }
    expect(pool().idleCount).toBe(4);
  });

  it('reports that it is ready while every database connection is busy and statements wait', async () => {
    const clients = await Promise.all(Array.from({ length: POOL_SIZE }, () => pool().connect()));
    let waiting = 20;
    const statements = Array.from({ length: waiting }, () => execute().then(() => void waiting--));
    const ready = new DatabaseProbe(dataSource).check();
    await until(() => pool().waitingCount === 21);
    const client = clients.pop()!;
    client.release();
    expect(await ready).toMatchObject({ isDatabaseAvailable: true });
    clients.forEach((one) => one.release());
    await Promise.all(statements);
  });

  it('rejects waiting statements when the database pool is closed', async () => {
    const clients = await Promise.all(Array.from({ length: POOL_SIZE }, () => pool().connect()));
    const waiting = expect(execute()).rejects.toMatchObject({ code: 'temporarily_unavailable' });
    await until(() => pool().waitingCount === 1);
    const ended = dataSource.destroy();
    await waiting;
    clients.forEach((client) => client.release());
    await ended;
    await dataSource.initialize();
  });
});
