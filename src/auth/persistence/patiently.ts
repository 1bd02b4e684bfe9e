import { setTimeout } from 'node:timers/promises';

/** How long a write waits for another process that writes to the same SQLite file. */
const PATIENCE_MS = 5_000;
const LONGEST_PAUSE_MS = 25;

/**
 * Runs a piece of work on SQLite again while the database is busy: it then changed nothing. The
 * driver's own wait would hold up the event loop, and everybody with it.
 */
export async function patiently<T>(work: () => T): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
    }
    await setTimeout(Math.random() * LONGEST_PAUSE_MS);
  }
}

const isBusy = (error: unknown): boolean =>
  String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');

/** Somebody else's transaction is open on our connection: what we write would be rolled back with it. */
export class ForeignTransactionError extends Error {
  override readonly name = 'ForeignTransactionError';
  readonly code = 'SQLITE_BUSY_FOREIGN_TRANSACTION';
}
