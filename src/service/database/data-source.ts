import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from '../../auth/persistence/migrations/index.js';
import { RefreshToken } from '../../auth/persistence/refresh-token.entity.js';
import { sqliteOf } from '../../auth/persistence/statement.js';
import { User } from '../../auth/persistence/user.entity.js';
import { type DatabaseLocation, IN_MEMORY } from './database-url.js';
import { DEFAULT_POOL_SIZE } from './pool-size.js';
import { withCheckedCertificate } from './tls.js';

/**
 * How long a command waits for another process that writes to the same SQLite file. The service
 * waits as long, but without holding up the event loop: see `patiently`.
 */
const SQLITE_BUSY_TIMEOUT_MS = 5_000;

/**
 * What a request waits for PostgreSQL, milliseconds: for a connection (a free one, or a new one with
 * its TLS and its password), and then for each statement. A database that is away or hangs is a 503
 * within two seconds: `connect` and `answer` together, and room for the rest.
 *
 * The server gives a statement up before we do: then both know that it did nothing. Where only we
 * give up (`answer`), what becomes of the statement is unknown; see `isOutcomeUnknown`.
 */
const SERVICE_LIMITS_MS = { connect: 700, statement: 800, answer: 1_100 };

/** A command has a person who waits, and tables that may be large. */
const COMMAND_CONNECT_MS = 10_000;

/** A service answers soon or not at all; a command may take its time. */
export type Purpose = 'service' | 'command';

const COMMON = {
  entities: [RefreshToken, User],
  migrations: MIGRATIONS,
  migrationsTableName: 'keyturn_migration',
  synchronize: false,
  logging: false,
};

function dataSourceOptions(
  location: DatabaseLocation,
  purpose: Purpose,
  poolSize: number,
): DataSourceOptions {
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
        url: withCheckedCertificate(location.url),
        applicationName: 'keyturn',
        poolSize,
        ...patienceOf(purpose),
      };
}

function patienceOf(purpose: Purpose) {
  if (purpose === 'command') return { connectTimeoutMS: COMMAND_CONNECT_MS };
  const { connect, statement, answer } = SERVICE_LIMITS_MS;
  return {
    connectTimeoutMS: connect,
    extra: { statement_timeout: statement, query_timeout: answer, keepAlive: true },
  };
}

/** A data source that is not connected yet. An SQLite file is made, for its owner alone. */
export function createDataSource(
  location: DatabaseLocation,
  purpose: Purpose = 'command',
  poolSize = DEFAULT_POOL_SIZE,
): DataSource {
  if (location.kind === 'sqlite' && location.path !== IN_MEMORY) makeFile(location.path);
  return new DataSource(dataSourceOptions(location, purpose, poolSize));
}

/** It holds password hashes. The files that SQLite puts beside it get the same mode. */
function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
}

/** From now on a busy SQLite says so at once. */
export function stopWaiting(dataSource: DataSource): void {
  sqliteOf(dataSource).pragma('busy_timeout = 0');
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
