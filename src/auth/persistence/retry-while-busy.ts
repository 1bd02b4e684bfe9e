import { setTimeout } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';

/** How long a write waits for another process that writes to the same SQLite file. */
const TIMEOUT_MS = 5_000;
const MAX_PAUSE_MS = 25;

/**
 * Runs work on SQLite, and repeats it while the database is busy and nothing was changed. The
 * driver's own wait (`busy_timeout`) would block the event loop, and with it the application, which
 * may have to end the transaction that causes the wait.
 *
 * @throws the last error after five seconds
 */
export async function retryWhileBusy<T>(database: Database, work: () => T): Promise<T> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    try {
      return withoutBusyTimeout(database, work);
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
    }
    await setTimeout(Math.random() * MAX_PAUSE_MS);
  }
}

/** Restores the timeout, because the application may use the same connection. */
function withoutBusyTimeout<T>(database: Database, work: () => T): T {
  const timeoutMs = busyTimeoutOf(database);
  if (timeoutMs === 0) return work();
  database.pragma('busy_timeout = 0');
  try {
    return work();
  } finally {
    database.pragma(`busy_timeout = ${timeoutMs}`);
  }
}

const readers = new WeakMap<Database, () => unknown>();

/** Reads the timeout each time, because the application may change it. */
function busyTimeoutOf(database: Database): number {
  const read = readers.get(database) ?? prepareReader(database);
  readers.set(database, read);
  return Number(read());
}

function prepareReader(database: Database): () => unknown {
  const statement = database.prepare<[], { timeout: number }>('PRAGMA busy_timeout');
  return () => statement.get()?.timeout;
}

const isBusy = (error: unknown): boolean =>
  String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');

/**
 * A transaction of the application is open on the connection. Its rollback would undo a write of
 * the module.
 */
export class ForeignTransactionError extends Error {
  override readonly name = 'ForeignTransactionError';
  readonly code = 'SQLITE_BUSY_FOREIGN_TRANSACTION';
}
