import type { Parameters, Statement as Sql } from '../../../src/auth/persistence/statement.js';
import { poolOf } from '../../../src/auth/persistence/typeorm-driver.js';
import type { DataSource } from 'typeorm';
import { TypeOrmUserStore } from '../../../src/auth/persistence/typeorm-user.store.js';
import type { Statement } from '../task.js';
import { type ClaimMode, DatabaseStorage, databaseStorages } from './database-storage.js';
import { Connections, SteppedPool } from './stepped-pool.js';
import type { StorageFactory, Stores } from './storage.js';

const LOCK_NOT_AVAILABLE = '55P03';

/**
 * The real stores on PostgreSQL. Every statement is a step, including those inside a transaction and
 * its COMMIT. Each transaction has its own connection. A statement that needs a locked row waits in
 * the database until the holder of the lock continues.
 */
class PostgresStorage extends DatabaseStorage {
  private readonly connections = new Connections(poolOf(this.dataSource));

  open(statement: Statement): Stores {
    const dataSource = withPool(this.dataSource, new SteppedPool(this.connections, statement));
    const users = new TypeOrmUserStore(dataSource);
    return { sessions: this.sessionsOn(dataSource, users), users };
  }

  /** A statement that waits for a lock changes no row now, so it returns no rows. */
  protected async runAndUndo(statement: Sql, parameters: Parameters): Promise<unknown[]> {
    const client = await poolOf(this.dataSource).connect();
    try {
      await client.query("BEGIN; SET LOCAL lock_timeout = '5ms'");
      return await statement.executeOnPostgres(client, parameters);
    } catch (error) {
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
      return [];
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }

  close(): Promise<void> {
    return this.connections.close();
  }
}

/** Returns a data source with another pool. */
function withPool(dataSource: DataSource, master: SteppedPool): DataSource {
  const driver = Object.create(dataSource.driver, { master: { value: master } }) as unknown;
  return Object.create(dataSource, { driver: { value: driver } }) as DataSource;
}

export const postgresStorages = (mode: ClaimMode): Promise<StorageFactory> =>
  databaseStorages('postgres', mode, PostgresStorage);
