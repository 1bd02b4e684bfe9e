import { describe, expect, it } from '@jest/globals';
import { type DynamicModule, Module } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AuthModule, type AuthModuleExtras, RefreshToken, UserEntity } from '../../src/index.js';
import { CreateRefreshToken1763800000000, CreateUser1763800000001 } from '../../src/migrations.js';
import { SECRET } from '../support/service.js';
import { Customers } from './support/customers.js';
import { inMemory } from './support/database.js';
import { problemsAtStart } from './support/failed-start.js';
import { OrdersModule } from './support/orders.js';

const auth = (extras: AuthModuleExtras = {}): DynamicModule =>
  AuthModule.forRoot({ secret: SECRET, ...extras });

const problemsOn = (source: DynamicModule, extras: AuthModuleExtras = {}): Promise<string> =>
  problemsAtStart([source, auth(extras), OrdersModule]);

@Module({})
class MySqlModule {}

/** A table without a column, from a newer version or a manual change. */
class DropColumn1763800000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE keyturn_refresh_token DROP COLUMN consumed');
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

describe('errors of the data source', () => {
  it('reports a missing data source, and how to add one or other stores', async () => {
    expect(await problemsAtStart([auth(), OrdersModule])).toBe(
      'There is no TypeORM data source. Import TypeOrmModule.forRoot({ … }) next to AuthModule, or ' +
        'set userStore and refreshTokenStore.',
    );
  });

  it('reports the name of the data source when no data source has that name', async () => {
    expect(await problemsOn(inMemory(), { dataSource: 'auth' })).toMatch(
      /^There is no TypeORM data source 'auth'\. Import TypeOrmModule\.forRoot\({ name: 'auth', … }\)/,
    );
    expect(await problemsOn(inMemory({ name: 'other' }))).toMatch(
      /^There is no TypeORM data source\./,
    );
  });

  it('reports both entities when the data source has neither', async () => {
    const problems = await problemsOn(inMemory({ entities: [] }));
    expect(problems.split('\n')).toEqual([
      "The data source does not have the entity RefreshToken. Import it from 'keyturn' and add it: entities: [RefreshToken, …].",
      "The data source does not have the entity UserEntity. Import it from 'keyturn' and add it: entities: [UserEntity, …]. Or use your own users: userStore.",
    ]);
  });

  it('reports the missing entity when the data source has the other one', async () => {
    const problems = await problemsOn(inMemory({ entities: [RefreshToken] }));
    expect(problems).toMatch(/^The data source does not have the entity UserEntity\.[^\n]*$/);
  });

  it('does not require the UserEntity entity when the application has its own userStore', async () => {
    const source = inMemory({ entities: [UserEntity], migrations: [CreateUser1763800000001] });
    expect(await problemsOn(source, { userStore: Customers })).toMatch(
      /^The data source does not have the entity RefreshToken\.[^\n]*$/,
    );
  });

  it('reports which migrations to run when both tables are missing', async () => {
    const problems = await problemsOn(inMemory({ migrations: [] }));
    expect(problems.split('\n')).toEqual([
      'The table "keyturn_refresh_token" is missing or incomplete. Import the migration from ' +
        "'keyturn/migrations' and run it: migrations: " +
        '[CreateRefreshToken1763800000000, …], migrationsRun: true.',
      expect.stringMatching(/^The table "keyturn_user" is missing .*\[CreateUser1763800000001,/),
    ]);
  });

  it('reports which migration to run when one table is missing', async () => {
    const source = inMemory({ migrations: [CreateRefreshToken1763800000000] });
    expect(await problemsOn(source)).toMatch(/^The table "keyturn_user" is missing[^\n]*$/);
  });

  it('reports a table with a missing column', async () => {
    const migrations = [
      CreateRefreshToken1763800000000,
      CreateUser1763800000001,
      DropColumn1763800000002,
    ];
    expect(await problemsOn(inMemory({ migrations }))).toMatch(
      /^The table "keyturn_refresh_token" is missing or incomplete\.[^\n]*$/,
    );
  });

  it('reports a data source that is not initialized', async () => {
    const problems = await problemsOn(inMemory({ manualInitialization: true }));
    expect(problems).toMatch(/^The data source is not connected\. Remove manualInit[^\n]*$/);
  });

  it('reports a data source of an unsupported type', async () => {
    const provide = getDataSourceToken();
    const providers = [{ provide, useValue: { options: { type: 'mysql' } } }];
    const source = { module: MySqlModule, global: true, providers, exports: [provide] };
    expect(await problemsOn(source)).toBe(
      "The data source has the type 'mysql'. The module's stores support better-sqlite3 and postgres. " +
        'Set dataSource to another data source, or set userStore and refreshTokenStore.',
    );
  });
});
