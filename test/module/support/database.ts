import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { RefreshToken, User } from '../../../src/index.js';
import {
  CreateRefreshToken1763800000000,
  CreateUser1763800000001,
} from '../../../src/migrations.js';

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
