import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { SERVICE_MIGRATIONS } from '../../src/service/database/service-migrations.js';
import { migrate } from '../../src/service/database/migrate.js';
import { DATABASES, type DatabaseKind } from '../support/databases.js';
import { emptyDatabase, isBehind, open } from '../support/opened.js';

const NAMES = SERVICE_MIGRATIONS.map(({ name }) => name);
const TABLES = [
  'keyturn_refresh_token',
  'keyturn_user',
  'keyturn_audit_event',
  'keyturn_webhook_delivery',
];

const openEmpty = async (kind: DatabaseKind) => open(await emptyDatabase(kind));

async function tablesOf(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  const tables = await Promise.all(TABLES.map((name) => runner.hasTable(name)));
  await runner.release();
  return TABLES.filter((_, index) => tables[index]);
}

/** The changes that TypeORM would make so that the tables match the entities. */
async function driftOf(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

describe.each(DATABASES)('database schema (%s)', (kind) => {
  it('the migrations create exactly the tables of the entities', async () => {
    const dataSource = await openEmpty(kind);
    expect(await driftOf(dataSource)).not.toEqual([]);
    expect(await migrate(dataSource)).toEqual(NAMES);
    expect(await driftOf(dataSource)).toEqual([]);
  });

  it('the tables are behind until the migrations ran, and then nothing is pending', async () => {
    const dataSource = await openEmpty(kind);
    expect(await isBehind(dataSource)).toBe(true);
    await migrate(dataSource);
    expect(await isBehind(dataSource)).toBe(false);
    expect(await migrate(dataSource)).toEqual([]);
  });

  it('the migrations can be reverted one by one and run again', async () => {
    const dataSource = await openEmpty(kind);
    await migrate(dataSource);
    expect(await tablesOf(dataSource)).toEqual(TABLES);
    const left: number[] = [];
    while (left.length < NAMES.length) {
      await dataSource.undoLastMigration();
      left.push((await tablesOf(dataSource)).length);
    }
    expect(left).toEqual([...left].sort((a, b) => b - a));
    expect(left.at(-1)).toBe(0);
    expect(await migrate(dataSource)).toEqual(NAMES);
    expect(await driftOf(dataSource)).toEqual([]);
  });
});

describe('SQLite settings', () => {
  let dataSource: DataSource;
  beforeAll(async () => void (dataSource = await openEmpty('sqlite')));

  it.each([
    ['allows readers during a write', 'journal_mode', 'wal'],
    ['syncs a commit to disk before the response (FULL)', 'synchronous', 2],
    ['checks foreign keys', 'foreign_keys', 1],
    ['waits five seconds for another writer', 'busy_timeout', 5000],
  ])('an SQLite connection %s: PRAGMA %s is %s', async (_, pragma, expected) => {
    const [row] = await dataSource.query<object[]>(`PRAGMA ${pragma}`);
    expect(Object.values(row!)).toEqual([expected]);
  });

  it('a failed migration leaves an SQLite file unchanged', async () => {
    const failing = await openEmpty('sqlite');
    const broken = class Broken1763800000002 {
      async up() {
        await failing.query('CREATE TABLE half (id integer)');
        throw new Error('broken');
      }
    };
    failing.migrations.push(Object.assign(new broken(), { down: () => Promise.resolve() }));
    const consoleLog = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    await expect(migrate(failing)).rejects.toThrow('broken');
    consoleLog.mockRestore();
    expect(await tablesOf(failing)).toEqual([]);
    failing.migrations.pop();
    expect(await migrate(failing)).toEqual(NAMES);
  });
});
