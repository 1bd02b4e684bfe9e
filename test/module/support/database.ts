import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { PasswordHasher, RefreshToken, User } from '../../../src/index.js';
import {
  CreateRefreshToken1763800000000,
  CreateUser1763800000001,
} from '../../../src/migrations.js';
import type { CREDENTIALS } from './customers.js';
import type { Host } from './host.js';

/** An application's data source in memory, which knows our tables and nothing else. */
export const inMemory = (more: Partial<TypeOrmModuleOptions> = {}): DynamicModule =>
  TypeOrmModule.forRoot({
    type: 'better-sqlite3',
    database: ':memory:',
    entities: [RefreshToken, User],
    migrations: [CreateRefreshToken1763800000000, CreateUser1763800000001],
    migrationsRun: true,
    retryAttempts: 0,
    ...more,
  } as TypeOrmModuleOptions);

/** Puts a user into our table, as an application does: with the hasher that the module has. */
export async function createUser(
  host: Host,
  id: string,
  { username, password }: typeof CREDENTIALS,
): Promise<void> {
  const passwordHash = await host.find(PasswordHasher).hash(password);
  const born = { tokenVersion: 0, createdAt: 0, passwordChangedAt: 0, isActive: true };
  const user = { ...born, id, username, email: null, lastLoginAt: null, passwordHash };
  await host.find(DataSource).getRepository(User).insert(user);
}
