import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { RefreshToken } from '../../auth/persistence/refresh-token.entity.js';
import { sqliteOf } from '../../auth/persistence/typeorm-driver.js';
import { UserEntity } from '../../auth/persistence/user.entity.js';
import { AuditEventEntity } from '../audit/audit-event.entity.js';
import { WebhookDeliveryEntity } from '../audit/webhook-delivery.entity.js';
import { SERVICE_MIGRATIONS } from './service-migrations.js';
import { type DatabaseLocation, IN_MEMORY } from './database-url.js';
import { sqliteDriver } from './driver.js';
import { DEFAULT_POOL_SIZE, keptConnections } from './pool-size.js';
import { type Driver, servicePoolOf } from './service-pool.js';
import { withCheckedCertificate } from './tls.js';

/**
 * How long a command waits while another process writes to the same SQLite file. The service waits
 * for the same time, but without blocking the event loop: see `retryWhileBusy`.
 */
const SQLITE_BUSY_TIMEOUT_MS = 5_000;

/**
 * Timeouts of the service for PostgreSQL, in milliseconds. If the server hangs, clients get a 503
 * within two seconds: `silent` plus `response` leaves some time for the rest.
 *
 * `statement` is a timeout of the server, which rolls the statement back. It is shorter than
 * `response`, after which the outcome of the statement is unknown; see `isOutcomeUnknown`.
 */
const SERVICE_LIMITS_MS = {
  /** Opening a connection while statements wait. */
  connect: 3_000,
  /** Waiting for a connection while PostgreSQL does not respond. */
  silent: 700,
  /** Waiting for a connection while PostgreSQL responds on other connections. */
  busy: 2_000,
  statement: 800,
  response: 1_100,
};

/** Keeps firewalls from dropping idle connections. */
const KEEP_ALIVE_AFTER_MS = 60_000;

/** Longer than in the service, because no request waits. */
const COMMAND_CONNECT_MS = 10_000;

/** The service has short timeouts; a command does not. */
export type Purpose = 'service' | 'command';

const COMMON = {
  entities: [RefreshToken, UserEntity, AuditEventEntity, WebhookDeliveryEntity],
  migrations: SERVICE_MIGRATIONS,
  migrationsTableName: 'keyturn_migration',
  synchronize: false,
  logging: false,
};

function dataSourceOptions(
  location: DatabaseLocation,
  purpose: Purpose,
  poolSize: number,
  driver: object | undefined,
): DataSourceOptions {
  return location.kind === 'sqlite'
    ? {
        ...COMMON,
        type: 'better-sqlite3',
        database: location.path,
        driver: driver ?? sqliteDriver(),
        timeout: SQLITE_BUSY_TIMEOUT_MS,
        prepareDatabase,
      }
    : {
        ...COMMON,
        type: 'postgres',
        url: withCheckedCertificate(location.url),
        applicationName: 'keyturn',
        poolSize,
        ...(driver && { driver }),
        ...waitLimitsOf(purpose, poolSize),
      };
}

function waitLimitsOf(purpose: Purpose, poolSize: number) {
  if (purpose === 'command') return { connectTimeoutMS: COMMAND_CONNECT_MS };
  const { connect, statement, response } = SERVICE_LIMITS_MS;
  return {
    connectTimeoutMS: connect,
    extra: {
      min: keptConnections(poolSize),
      statement_timeout: statement,
      query_timeout: response,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    },
  };
}

/** Returns the driver with the pool of the service. */
export function serviceDriver(pg: Driver): object {
  const { busy, silent } = SERVICE_LIMITS_MS;
  return { ...pg, Pool: servicePoolOf(pg, { busyMs: busy, silentMs: silent }) };
}

/**
 * Creates a data source that is not connected yet. Creates an SQLite file that only its owner can
 * read.
 *
 * @param driver by default that of SQLite, and `pg`
 * @throws {ConfigurationError} when no driver of SQLite can be used
 */
export function createDataSource(
  location: DatabaseLocation,
  purpose: Purpose = 'command',
  poolSize = DEFAULT_POOL_SIZE,
  driver?: object,
): DataSource {
  if (location.kind === 'sqlite' && location.path !== IN_MEMORY) makeFile(location.path);
  return new DataSource(dataSourceOptions(location, purpose, poolSize, driver));
}

/** The file contains password hashes. SQLite gives its journal files the same mode. */
function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
}

/** Makes a busy SQLite database fail without waiting. */
export function stopWaiting(dataSource: DataSource): void {
  sqliteOf(dataSource).pragma('busy_timeout = 0');
}

/**
 * FULL writes a commit to the disk before it returns, so a power failure cannot restore a consumed
 * refresh token. With WAL, a writer does not block readers.
 */
function prepareDatabase(database: Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
}
