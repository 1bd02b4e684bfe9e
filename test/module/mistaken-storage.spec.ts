import { describe, expect, it } from '@jest/globals';
import { type DynamicModule, Module } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AuthModule, type AuthModuleExtras, RefreshToken, User } from '../../src/index.js';
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

/** Half a table: from a version that is to come, or a hand that wrote it. */
class CreateHalf1763800000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE keyturn_refresh_token DROP COLUMN consumed');
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

describe('an application that forgot', () => {
  it('its data source is told to import one, or to bring stores', async () => {
    expect(await problemsAtStart([auth(), OrdersModule])).toBe(
      'There is no TypeORM data source. Import TypeOrmModule.forRoot({ … }) next to AuthModule, or ' +
        'set userStore and refreshTokenStore.',
    );
  });

  it('that its data source has another name is told the name that it asked for', async () => {
    expect(await problemsOn(inMemory(), { dataSource: 'auth' })).toMatch(
      /^There is no TypeORM data source 'auth'\. Import TypeOrmModule\.forRoot\({ name: 'auth', … }\)/,
    );
    expect(await problemsOn(inMemory({ name: 'other' }))).toMatch(
      /^There is no TypeORM data source\./,
    );
  });

  it('both entities is told of both', async () => {
    const problems = await problemsOn(inMemory({ entities: [] }));
    expect(problems.split('\n')).toEqual([
      "The data source does not have the entity RefreshToken. Import it from 'keyturn' and add it: entities: [RefreshToken, …].",
      "The data source does not have the entity User. Import it from 'keyturn' and add it: entities: [User, …]. Or use your own users: userStore.",
    ]);
  });

  it('one entity is told of that one', async () => {
    const problems = await problemsOn(inMemory({ entities: [RefreshToken] }));
    expect(problems).toMatch(/^The data source does not have the entity User\.[^\n]*$/);
  });

  it('the entity of our users is told nothing when it has users of its own', async () => {
    const source = inMemory({ entities: [User], migrations: [CreateUser1763800000001] });
    expect(await problemsOn(source, { userStore: Customers })).toMatch(
      /^The data source does not have the entity RefreshToken\.[^\n]*$/,
    );
  });

  it('both migrations is told which to run', async () => {
    const problems = await problemsOn(inMemory({ migrations: [] }));
    expect(problems.split('\n')).toEqual([
      'The table "keyturn_refresh_token" is missing or incomplete. Import the migration from ' +
        "'keyturn/migrations' and run it: migrations: " +
        '[CreateRefreshToken1763800000000, …], migrationsRun: true.',
      expect.stringMatching(/^The table "keyturn_user" is missing .*\[CreateUser1763800000001,/),
    ]);
  });

  it('one migration is told of that one', async () => {
    const source = inMemory({ migrations: [CreateRefreshToken1763800000000] });
    expect(await problemsOn(source)).toMatch(/^The table "keyturn_user" is missing[^\n]*$/);
  });

  it('a column is told so', async () => {
    const migrations = [
      CreateRefreshToken1763800000000,
      CreateUser1763800000001,
      CreateHalf1763800000002,
    ];
    expect(await problemsOn(inMemory({ migrations }))).toMatch(
      /^The table "keyturn_refresh_token" is missing or incomplete\.[^\n]*$/,
    );
  });

  it('that it must be connected is told so', async () => {
    const problems = await problemsOn(inMemory({ manualInitialization: true }));
    expect(problems).toMatch(/^The data source is not connected\. Remove manualInit[^\n]*$/);
  });

  it('that our stores speak to two databases is told which', async () => {
    const provide = getDataSourceToken();
    const providers = [{ provide, useValue: { options: { type: 'mysql' } } }];
    const source = { module: MySqlModule, global: true, providers, exports: [provide] };
    expect(await problemsOn(source)).toBe(
      "The data source has the type 'mysql'. The module's stores support better-sqlite3 and postgres. " +
        'Set dataSource to another data source, or set userStore and refreshTokenStore.',
    );
  });
});
