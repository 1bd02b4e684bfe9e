import { describe, expect, it } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuthModule } from '../../src/index.js';
import { MIGRATIONS } from '../../src/migrations.js';
import { DATABASES, type DatabaseKind } from '../support/databases.js';
import { emptyDatabase } from '../support/opened.js';
import { SECRET } from '../support/jwt.js';
import { TestApplication } from './support/application.js';
import { CREDENTIALS } from './support/customers.js';
import { createUser, inMemory } from './support/database.js';

const TABLES: Readonly<Record<DatabaseKind, string>> = {
  sqlite: "SELECT name FROM sqlite_master WHERE name LIKE '%keyturn%'",
  postgres: "SELECT tablename AS name FROM pg_tables WHERE tablename LIKE '%keyturn%'",
};

/** A data source for PostgreSQL, with its schema; for SQLite the one in memory. */
async function optionsFor(kind: DatabaseKind, { schema }: { schema?: string }): Promise<object> {
  if (kind === 'sqlite') return {};
  const options = { type: 'postgres', url: await emptyDatabase(kind) } as const;
  const dataSource = await new DataSource(options).initialize();
  if (schema !== undefined) await dataSource.query(`CREATE SCHEMA "${schema}"`);
  await dataSource.destroy();
  return options;
}

const LOCATIONS: readonly (readonly [string, DatabaseKind, object])[] = [
  ['with the entityPrefix', 'sqlite', { entityPrefix: 'shop_' }],
  ['with the entityPrefix', 'postgres', { entityPrefix: 'shop_' }],
  ['in the schema', 'postgres', { schema: 'shop' }],
  ['in the schema and with the entityPrefix', 'postgres', { schema: 'shop', entityPrefix: 'a_' }],
];

describe('migrations', () => {
  it.each(LOCATIONS.filter(([, kind]) => DATABASES.includes(kind)))(
    'migrations create and drop the tables %s of the data source (%s)',
    async (_, kind, location) => {
      const source = inMemory({ ...(await optionsFor(kind, location)), ...location });
      const imports = [source, AuthModule.forRoot({ secret: SECRET })];
      const application = await TestApplication.start({ imports });
      await createUser(application, '7', CREDENTIALS);
      const { refresh } = await application.obtain();
      expect((await application.refresh(refresh)).status).toBe(200);

      const dataSource = application.app.get<DataSource>(getDataSourceToken());
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      expect(upQueries).toEqual([]);
      for (let left = MIGRATIONS.length; left > 0; left--) await dataSource.undoLastMigration();
      expect(await dataSource.query(TABLES[kind])).toEqual([]);
      await application.stop();
    },
  );
});
