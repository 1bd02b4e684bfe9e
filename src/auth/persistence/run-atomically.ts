import type { Database } from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import { giveBack, takeConnection } from './on-connection.js';
import { isSqlite, type Parameters, poolOf, type Statement, sqliteOf } from './statement.js';
import { ForeignTransactionError, retryWhileBusy } from './patiently.js';
import { storageError } from './storage-error.js';

export type Step = readonly [Statement, Parameters];

/**
 * Runs all of the steps or none.
 * On SQLite as the driver's own immediate transaction, which nothing can fall into: TypeORM's is
 * open across turns of the event loop, and another request's write would be rolled back with it.
 * Ours waits until such a one is over.
 *
 * @throws {AuthError} `temporarily_unavailable` when the database is away or busy
 */
export async function runAtomically(dataSource: DataSource, steps: readonly Step[]): Promise<void> {
  try {
    if (isSqlite(dataSource)) await runOnSqlite(sqliteOf(dataSource), steps);
    else await runOnPostgres(dataSource, steps);
  } catch (error) {
    throw storageError(error);
  }
}

const runOnSqlite = (database: Database, steps: readonly Step[]): Promise<void> =>
  retryWhileBusy(database, () => runAtOnce(database, steps));

function runAtOnce(database: Database, steps: readonly Step[]): void {
  if (database.inTransaction) throw new ForeignTransactionError();
  const transaction = database.transaction(() => {
    for (const [statement, parameters] of steps) statement.executeOnSqlite(database, parameters);
  });
  transaction.immediate();
}

async function runOnPostgres(dataSource: DataSource, steps: readonly Step[]): Promise<void> {
  const client = await takeConnection(poolOf(dataSource));
  let broken = true;
  try {
    await client.query('BEGIN');
    for (const [statement, parameters] of steps) {
      await statement.executeOnPostgres(client, parameters);
    }
    await client.query('COMMIT');
    broken = false;
  } finally {
    // A connection that failed half-way is thrown away, and its transaction with it.
    giveBack(client, broken);
  }
}
