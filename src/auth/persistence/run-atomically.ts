import type { Database } from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import { giveBack, takeConnection } from './on-connection.js';
import type { Parameters, Statement } from './statement.js';
import { ForeignTransactionError, retryWhileBusy } from './retry-while-busy.js';
import { storageError } from './storage-error.js';
import { isSqlite, poolOf, sqliteOf } from './typeorm-driver.js';

export type Step = readonly [Statement, Parameters];

/**
 * Runs all steps in one transaction, and returns the rows of each.
 *
 * On SQLite it uses the driver's synchronous transaction. A transaction of TypeORM stays open over
 * turns of the event loop, and its rollback would also undo the write of another request. Steps wait
 * while such a transaction of the application is open.
 *
 * @throws {AuthError} `temporarily_unavailable` if the database is unavailable or busy
 */
export async function runAtomically(
  dataSource: DataSource,
  steps: readonly Step[],
): Promise<unknown[][]> {
  try {
    if (isSqlite(dataSource)) return await runOnSqlite(sqliteOf(dataSource), steps);
    return await runOnPostgres(dataSource, steps);
  } catch (error) {
    throw storageError(error);
  }
}

const runOnSqlite = (database: Database, steps: readonly Step[]): Promise<unknown[][]> =>
  retryWhileBusy(database, () => runAtOnce(database, steps));

function runAtOnce(database: Database, steps: readonly Step[]): unknown[][] {
  if (database.inTransaction) throw new ForeignTransactionError();
  const transaction = database.transaction(() =>
    steps.map(([statement, parameters]) => statement.executeOnSqlite(database, parameters)),
  );
  return transaction.immediate();
}

/** Each statement reads all changes that were committed before it, for any default of the database. */
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED';

async function runOnPostgres(dataSource: DataSource, steps: readonly Step[]): Promise<unknown[][]> {
  const client = await takeConnection(poolOf(dataSource));
  let broken = true;
  try {
    const results: unknown[][] = [];
    await client.query(BEGIN);
    for (const [statement, parameters] of steps) {
      results.push(await statement.executeOnPostgres(client, parameters));
    }
    await client.query('COMMIT');
    broken = false;
    return results;
  } finally {
    // Closing a connection with an open transaction rolls it back.
    giveBack(client, broken);
  }
}
