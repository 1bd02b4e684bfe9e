import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { PasswordHasher, RefreshToken, UserEntity } from '../../../src/index.js';
import { MIGRATIONS } from '../../../src/migrations.js';
import type { CREDENTIALS } from './customers.js';
import { SQLITE } from '../../support/sqlite-driver.js';
import type { TestApplication } from './application.js';

/** A data source with only the tables of Keyturn: SQLite in memory, or PostgreSQL by its `url`. */
export const inMemory = (more: Partial<TypeOrmModuleOptions> = {}): DynamicModule =>
  TypeOrmModule.forRoot({
    ...(more.type === 'postgres' ? {} : { ...SQLITE, database: ':memory:' }),
    entities: [RefreshToken, UserEntity],
    migrations: MIGRATIONS,
    migrationsRun: true,
    retryAttempts: 0,
    ...more,
  } as TypeOrmModuleOptions);

/** Inserts a user with the password hasher of the module, as an application does. */
export async function createUser(
  application: TestApplication,
  id: string,
  { username, password }: typeof CREDENTIALS,
): Promise<void> {
  const passwordHash = await application.find(PasswordHasher).hash(password);
  const defaults = { tokenVersion: 0, createdAt: 0, passwordChangedAt: 0, isActive: true };
  const user = { ...defaults, id, username, email: null, lastLoginAt: null, passwordHash };
  await application.find(DataSource).getRepository(UserEntity).insert(user);
}
