import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { poolOf } from '../../auth/persistence/statement.js';
import { storageError } from '../../auth/persistence/storage-error.js';
import { postgresDriver } from './driver.js';

/** PostgreSQL's names for what one process at a time may do: numbers that nobody else uses. */
export const ADVISORY_LOCKS = { migrating: 5_391_742_001, pruning: 5_391_742_002 } as const;

/** Does the work when nobody else does such work: waits for whoever does. PostgreSQL alone. */
export function withAdvisoryLock<T>(
  dataSource: DataSource,
  lock: number,
  work: () => Promise<T>,
): Promise<T> {
  return withClient(dataSource, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [lock]);
    return work();
  });
}

/**
 * Does the work when nobody else does such work, else does not. PostgreSQL alone.
 *
 * @param work is given the connection that holds the lock: without it there is none
 * @returns undefined when somebody else does it
 * @throws {AuthError} `temporarily_unavailable` when the database is away
 */
export async function tryWithAdvisoryLock<T>(
  dataSource: DataSource,
  lock: number,
  work: (client: Client) => Promise<T>,
): Promise<T | undefined> {
  const tryLock = 'SELECT pg_try_advisory_lock($1) AS mine';
  try {
    return await withClient(dataSource, async (client) => {
      const { rows } = await client.query<{ mine: boolean }>(tryLock, [lock]);
      return rows[0]?.mine === true ? work(client) : undefined;
    });
  } catch (error) {
    throw storageError(error);
  }
}

/**
 * A connection beside the pool, where it would be missing all the while. What it locked goes with
 * it, however it ends.
 */
async function withClient<T>(
  dataSource: DataSource,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const pg = await postgresDriver();
  const client = new pg.Client(poolOf(dataSource).options);
  // A connection that is lost says so twice: to its query, which is enough, and to whoever listens.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}
