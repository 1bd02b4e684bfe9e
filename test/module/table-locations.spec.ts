import { describe, expect, it } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuthModule } from '../../src/index.js';
import { DATABASES, type DatabaseKind } from '../support/databases.js';
import { emptyDatabase } from '../support/opened.js';
import { SECRET } from '../support/service.js';
import { CREDENTIALS } from './support/customers.js';
import { createUser, inMemory } from './support/database.js';
import { TestApplication } from './support/application.js';

const optionsOn = async (kind: DatabaseKind): Promise<object> =>
  kind === 'postgres' ? { type: 'postgres', url: await emptyDatabase('postgres') } : {};

async function createSchema(options: object, name: string): Promise<void> {
  const dataSource = await new DataSource(options as never).initialize();
  await dataSource.query(`CREATE SCHEMA "${name}"`);
  await dataSource.destroy();
}

/**
 * Creates a session and refreshes it. @returns the schema changes that TypeORM would still make,
 * and the tables that are left after all migrations were reverted
 */
async function runLifecycle(options: object) {
  const source = inMemory(options);
  const application = await TestApplication.start('fastify', {
    imports: [source, AuthModule.forRoot({ secret: SECRET })],
  });
  try {
    await createUser(application, '7', CREDENTIALS);
    const { refresh } = await application.obtain();
    const { status } = await application.refresh(refresh);
    const dataSource = application.app.get<DataSource>(getDataSourceToken());
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    await dataSource.undoLastMigration();
    await dataSource.undoLastMigration();
    const tables = await dataSource.query<{ name: string }[]>(TABLES[dataSource.options.type]!);
    return { status, drift: upQueries.map(({ query }) => query), left: tables };
  } finally {
    await application.stop();
  }
}

const TABLES: Readonly<Record<string, string>> = {
  'better-sqlite3': "SELECT name FROM sqlite_master WHERE name LIKE '%keyturn%'",
  postgres: "SELECT tablename AS name FROM pg_tables WHERE tablename LIKE '%keyturn%'",
};

const SUCCESS = { status: 200, drift: [], left: [] };

describe('migrations', () => {
  it.each(DATABASES)(
    'migrations create the tables with the entityPrefix of the data source (%s)',
    async (kind) => {
      expect(await runLifecycle({ ...(await optionsOn(kind)), entityPrefix: 'shop_' })).toEqual(
        SUCCESS,
      );
    },
  );

  if (DATABASES.includes('postgres')) {
    it('migrations create the tables in the schema of the data source (postgres)', async () => {
      const options = await optionsOn('postgres');
      await createSchema(options, 'shop');
      expect(await runLifecycle({ ...options, schema: 'shop' })).toEqual(SUCCESS);
    });

    it('migrations create the tables in the schema and with the entityPrefix of the data source (postgres)', async () => {
      const options = await optionsOn('postgres');
      await createSchema(options, 'shop');
      expect(await runLifecycle({ ...options, schema: 'shop', entityPrefix: 'a_' })).toEqual(
        SUCCESS,
      );
    });
  }
});
