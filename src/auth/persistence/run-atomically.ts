import type { Database } from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import { giveBack, takeConnection } from './on-connection.js';
import type { Parameters, Statement } from './statement.js';
import { ForeignTransactionError, retryWhileBusy } from './retry-while-busy.js';
import { storageError } from './storage-error.js';
import { isSqlite, poolOf, sqliteOf } from './typeorm-driver.js';

export type Step = readonly [Statement, Parameters];

/**
 * Runs all steps in one transaction.
 *
 * On SQLite it uses the driver's synchronous transaction. A transaction of TypeORM stays open over
 * turns of the event loop, and its rollback would also undo the write of another request. Steps wait
 * while such a transaction of the application is open.
 *
 * @throws {AuthError} `temporarily_unavailable` if the database is unavailable or busy
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
    // Closing a connection with an open transaction rolls it back.
    giveBack(client, broken);
  }
}
