import type { Pool, PoolClient } from 'pg';

/**
 * SQLSTATEs after which the connection is still usable. After 08… and 57P… it is lost, and 25006
 * (read-only) comes from a server that is no longer the primary. `EPIPE` is not a SQLSTATE.
 */
const FAILED_STATEMENT = /^(?!08|57P|25006)\d[0-9A-Z]{4}$/;

/**
 * Takes a connection from a pool. It listens for errors before the driver continues: the message that
 * PostgreSQL terminates the connection may be in the packet that the driver is reading. Without a
 * listener it would be an uncaught exception.
 */
export const takeConnection = (pool: Pool): Promise<PoolClient> =>
  new Promise((resolve, reject) => {
    pool.connect((error, client) => {
      if (client === undefined) return reject(error ?? new Error('no connection'));
      client.on('error', ignore);
      resolve(client);
    });
  });

/**
 * Runs work on a connection from {@link takeConnection}, and releases the connection. It is closed if it was lost or
 * may still be running a statement, and kept if a statement failed. The driver's pool would close
 * it after any error, and open another one under load.
 */
export async function onConnection<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  let isBroken = false;
  try {
    return await work();
  } catch (error) {
    isBroken = !FAILED_STATEMENT.test(String((error as { code?: unknown }).code));
    throw error;
  } finally {
    giveBack(client, isBroken);
  }
}

/** @param isBroken whether the connection is closed instead of kept */
export function giveBack(client: PoolClient, isBroken: boolean): void {
  client.off('error', ignore);
  client.release(isBroken);
}

/** A lost connection rejects its query and also emits an error, which is not needed. */
const ignore = (): void => undefined;
