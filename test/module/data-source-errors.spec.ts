import { describe, expect, it } from '@jest/globals';
import { type DynamicModule, Module } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AuthModule, type AuthModuleExtras, RefreshToken, UserEntity } from '../../src/index.js';
import { MIGRATIONS as TABLES } from '../../src/migrations.js';
import { SECRET } from '../support/jwt.js';
import { problemsAtStart } from './support/application-context.js';
import { Customers } from './support/customers.js';
import { inMemory } from './support/database.js';
import { OrdersModule } from './support/orders.js';

const auth = (extras: AuthModuleExtras = {}): DynamicModule =>
  AuthModule.forRoot({ secret: SECRET, ...extras });

@Module({})
class MySqlModule {}

const provide = getDataSourceToken();
const mySql: DynamicModule = {
  module: MySqlModule,
  global: true,
  providers: [{ provide, useValue: { options: { type: 'mysql' } } }],
  exports: [provide],
};

/** A table without a column, from a newer version or a manual change. */
class DropColumn1763800000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE keyturn_refresh_token DROP COLUMN consumed');
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

const ONLY_USERS = inMemory({ entities: [UserEntity], migrations: TABLES.slice(1) });
const NO_TOKEN_ENTITY =
  "The data source does not have the entity RefreshToken. Import it from 'keyturn' and add it: entities: [RefreshToken, …].";
const NO_USER_ENTITY =
  "The data source does not have the entity UserEntity. Import it from 'keyturn' and add it: entities: [UserEntity, …]. Or use your own users: userStore.";
const NO_TOKEN_TABLE =
  'The table "keyturn_refresh_token" is missing or incomplete. Import the migration from ' +
  "'keyturn/migrations' and run it: migrations: " +
  '[CreateRefreshToken1763800000000, …], migrationsRun: true.';
const NO_USER_TABLE = expect.stringMatching(
  /^The table "keyturn_user" is missing .*\[CreateUser1763800000001,/,
);

describe('errors of the data source', () => {
  it.each<[string, DynamicModule[], unknown[]]>([
    [
      'is missing, and how to add one or other stores',
      [auth()],
      [
        'There is no TypeORM data source. Import TypeOrmModule.forRoot({ … }) next to AuthModule, or ' +
          'set userStore and refreshTokenStore.',
      ],
    ],
    [
      'has another name than the dataSource option',
      [inMemory(), auth({ dataSource: 'auth' })],
      [
        expect.stringMatching(
          /^There is no TypeORM data source 'auth'\. Import TypeOrmModule\.forRoot\({ name: 'auth', … }\)/,
        ),
      ],
    ],
    [
      'has a name, but the dataSource option has none',
      [inMemory({ name: 'other' }), auth()],
      [expect.stringMatching(/^There is no TypeORM data source\./)],
    ],
    ['has neither entity', [inMemory({ entities: [] }), auth()], [NO_TOKEN_ENTITY, NO_USER_ENTITY]],
    ['has one entity', [inMemory({ entities: [RefreshToken] }), auth()], [NO_USER_ENTITY]],
    [
      'has only the entity of the users, which the application has elsewhere',
      [ONLY_USERS, auth({ userStore: Customers })],
      [NO_TOKEN_ENTITY],
    ],
    ['has neither table', [inMemory({ migrations: [] }), auth()], [NO_TOKEN_TABLE, NO_USER_TABLE]],
    ['has one table', [inMemory({ migrations: TABLES.slice(0, 1) }), auth()], [NO_USER_TABLE]],
    [
      'lacks the columns of a later migration',
      [inMemory({ migrations: TABLES.slice(0, 2) }), auth()],
      [NO_USER_TABLE],
    ],
    [
      'lacks the column of the last migration',
      [inMemory({ migrations: TABLES.slice(0, -1) }), auth()],
      [NO_USER_TABLE],
    ],
    [
      'has a table without a column',
      [inMemory({ migrations: [...TABLES, DropColumn1763800000002] }), auth()],
      [NO_TOKEN_TABLE],
    ],
    [
      'is not initialized',
      [inMemory({ manualInitialization: true }), auth()],
      [expect.stringMatching(/^The data source is not connected\. Remove manualInit/)],
    ],
    [
      'has an unsupported type',
      [mySql, auth()],
      [
        "The data source has the type 'mysql'. The module's stores support better-sqlite3 and postgres. " +
          'Set dataSource to another data source, or set userStore and refreshTokenStore.',
      ],
    ],
  ])('the start reports that the data source %s', async (_, imports, problems) => {
    const reported = await problemsAtStart([...imports, OrdersModule]);
    expect(reported.split('\n')).toEqual(problems);
  });
});
