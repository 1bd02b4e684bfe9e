import type { PoolClient } from 'pg';

/**
 * SQLSTATE of a statement that failed alone. After 08… and 57P… there is no connection, and 25006
 * (read-only) comes from a server that is no longer the primary one. `EPIPE` is no SQLSTATE.
 */
const FAILED_STATEMENT = /^(?!08|57P|25006)\d[0-9A-Z]{4}$/;

/**
 * Works on a connection of a pool, and returns it. A connection that was lost, or that may be in
 * the middle of a statement, is closed. One on which a statement merely failed is kept: the pool of
 * the driver would close that too, and open another at a time when there is much to do.
 */
export async function onConnection<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  // A lost connection fails its query and emits an error: the first is enough.
  client.on('error', ignore);
  let isBroken = false;
  try {
    return await work();
  } catch (error) {
    isBroken = !FAILED_STATEMENT.test(String((error as { code?: unknown }).code));
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(isBroken);
  }
}

const ignore = (): void => undefined;
