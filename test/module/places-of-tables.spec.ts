import { describe, expect, it } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuthModule } from '../../src/index.js';
import { DATABASES, type DatabaseKind } from '../support/databases.js';
import { emptyDatabase } from '../support/opened.js';
import { SECRET } from '../support/service.js';
import { CREDENTIALS } from './support/customers.js';
import { createUser, inMemory } from './support/database.js';
import { Host } from './support/host.js';

const optionsOn = async (kind: DatabaseKind): Promise<object> =>
  kind === 'postgres' ? { type: 'postgres', url: await emptyDatabase('postgres') } : {};

async function createSchema(options: object, name: string): Promise<void> {
  const dataSource = await new DataSource(options as never).initialize();
  await dataSource.query(`CREATE SCHEMA "${name}"`);
  await dataSource.destroy();
}

/** A session, a refresh, what TypeORM would still change, and what is left when all is undone. */
async function lifeOn(options: object) {
  const source = inMemory(options);
  const host = await Host.start('fastify', {
    imports: [source, AuthModule.forRoot({ secret: SECRET })],
  });
  try {
    await createUser(host, '7', CREDENTIALS);
    const { refresh } = await host.obtain();
    const { status } = await host.refresh(refresh);
    const dataSource = host.app.get<DataSource>(getDataSourceToken());
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    await dataSource.undoLastMigration();
    await dataSource.undoLastMigration();
    const tables = await dataSource.query<{ name: string }[]>(TABLES[dataSource.options.type]!);
    return { status, drift: upQueries.map(({ query }) => query), left: tables };
  } finally {
    await host.stop();
  }
}

const TABLES: Readonly<Record<string, string>> = {
  'better-sqlite3': "SELECT name FROM sqlite_master WHERE name LIKE '%keyturn%'",
  postgres: "SELECT tablename AS name FROM pg_tables WHERE tablename LIKE '%keyturn%'",
};

const WELL = { status: 200, drift: [], left: [] };

describe('the migrations make the tables where the data source says', () => {
  it.each(DATABASES)('under its entityPrefix (%s)', async (kind) => {
    expect(await lifeOn({ ...(await optionsOn(kind)), entityPrefix: 'shop_' })).toEqual(WELL);
  });

  if (DATABASES.includes('postgres')) {
    it('in its schema (postgres)', async () => {
      const options = await optionsOn('postgres');
      await createSchema(options, 'shop');
      expect(await lifeOn({ ...options, schema: 'shop' })).toEqual(WELL);
    });

    it('in its schema, under its entityPrefix (postgres)', async () => {
      const options = await optionsOn('postgres');
      await createSchema(options, 'shop');
      expect(await lifeOn({ ...options, schema: 'shop', entityPrefix: 'a_' })).toEqual(WELL);
    });
  }
});
