import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from '../../auth/persistence/migrations/index.js';
import { RefreshToken } from '../../auth/persistence/refresh-token.entity.js';
import { User } from '../../auth/persistence/user.entity.js';
import { type DatabaseLocation, IN_MEMORY } from './database-url.js';

/** How long a statement waits for another process that writes to the same SQLite file. */
const SQLITE_BUSY_TIMEOUT_MS = 5_000;

/** How long a request may wait for a connection to PostgreSQL before it is told to come back. */
const CONNECT_TIMEOUT_MS = 2_000;

const COMMON = {
  entities: [RefreshToken, User],
  migrations: MIGRATIONS,
  migrationsTableName: 'keyturn_migration',
  synchronize: false,
  logging: false,
};

function dataSourceOptions(location: DatabaseLocation): DataSourceOptions {
  return location.kind === 'sqlite'
    ? {
        ...COMMON,
        type: 'better-sqlite3',
        database: location.path,
        timeout: SQLITE_BUSY_TIMEOUT_MS,
        prepareDatabase,
      }
    : {
        ...COMMON,
        type: 'postgres',
        url: location.url,
        applicationName: 'keyturn',
        connectTimeoutMS: CONNECT_TIMEOUT_MS,
      };
}

/** A data source that is not connected yet. The folder of an SQLite file is made, for its owner alone. */
export function createDataSource(location: DatabaseLocation): DataSource {
  if (location.kind === 'sqlite' && location.path !== IN_MEMORY) {
    mkdirSync(dirname(location.path), { recursive: true, mode: 0o700 });
  }
  return new DataSource(dataSourceOptions(location));
}

/**
 * A commit is on the disk before it is answered (FULL): after a power cut no refresh token that
 * was spent lives again. WAL lets readers go on beside the writer.
 */
function prepareDatabase(database: Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
}
