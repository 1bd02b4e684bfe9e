import type { PoolClient } from 'pg';

/**
 * SQLSTATEs after which the connection is still usable. After 08… and 57P… it is lost, and 25006
 * (read-only) comes from a server that is no longer the primary. `EPIPE` is not a SQLSTATE.
 */
const FAILED_STATEMENT = /^(?!08|57P|25006)\d[0-9A-Z]{4}$/;

/**
 * Runs work on a connection of a pool, and releases the connection. It is closed if it was lost or
 * may still be running a statement, and kept if a statement failed. The driver's pool would close
 * it after any error, and open another one under load.
 */
export async function onConnection<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  // A lost connection rejects its query and also emits an error, which would be uncaught.
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
