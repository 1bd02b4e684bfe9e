import { setTimeout } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';

/** How long a write waits for another process that writes to the same SQLite file. */
const PATIENCE_MS = 5_000;
const MAX_PAUSE_MS = 25;

/**
 * Runs a piece of work on SQLite again while the database is busy: it then changed nothing. The
 * driver's own wait would hold up the event loop, and everybody with it: also an application that is
 * to end the very transaction that is waited for.
 */
export async function retryWhileBusy<T>(database: Database, work: () => T): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return withoutDriversWait(database, work);
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
    }
    await setTimeout(Math.random() * MAX_PAUSE_MS);
  }
}

/** The connection may be the application's, which wants its own wait back. */
function withoutDriversWait<T>(database: Database, work: () => T): T {
  const waitMs = waitOf(database);
  if (waitMs === 0) return work();
  database.pragma('busy_timeout = 0');
  try {
    return work();
  } finally {
    database.pragma(`busy_timeout = ${waitMs}`);
  }
}

const questions = new WeakMap<Database, () => unknown>();

/** Asked every time, by a statement that is prepared once: it is anybody's to change. */
function waitOf(database: Database): number {
  const ask = questions.get(database) ?? questionTo(database);
  questions.set(database, ask);
  return Number(ask());
}

function questionTo(database: Database): () => unknown {
  const question = database.prepare('PRAGMA busy_timeout').pluck();
  return () => question.get();
}

const isBusy = (error: unknown): boolean =>
  String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');

/** Somebody else's transaction is open on our connection: what we write would be rolled back with it. */
export class ForeignTransactionError extends Error {
  override readonly name = 'ForeignTransactionError';
  readonly code = 'SQLITE_BUSY_FOREIGN_TRANSACTION';
}
