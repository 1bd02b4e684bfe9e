import {
  type Parameters,
  poolOf,
  type Statement as Sql,
} from '../../../src/auth/persistence/statement.js';
import type { DataSource } from 'typeorm';
import { TypeOrmRefreshTokenStore } from '../../../src/auth/persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from '../../../src/auth/persistence/typeorm-user.store.js';
import type { Statement } from '../task.js';
import { DatabaseStorage, databaseRoom } from './database-storage.js';
import { Connections, SteppedPool } from './stepped-pool.js';
import type { StorageRoom, Stores } from './storage.js';

const LOCK_NOT_AVAILABLE = '55P03';

/**
 * The real stores on PostgreSQL, over a pool whose statements wait for their turn: each is a step,
 * those within a transaction and its COMMIT too, on connections of their own. One that has to wait
 * for a lock stands still in the database itself until the holder goes on.
 */
class PostgresStorage extends DatabaseStorage {
  private readonly connections = new Connections(poolOf(this.dataSource));

  open(statement: Statement): Stores {
    const dataSource = withPool(this.dataSource, new SteppedPool(this.connections, statement));
    const users = new TypeOrmUserStore(dataSource);
    return { sessions: new TypeOrmRefreshTokenStore(dataSource, users), users };
  }

  /** Whoever would have to wait for a transaction that stands still would change nothing now. */
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

/** The same data source with another pool. */
function withPool(dataSource: DataSource, master: SteppedPool): DataSource {
  const driver = Object.create(dataSource.driver, { master: { value: master } }) as unknown;
  return Object.create(dataSource, { driver: { value: driver } }) as DataSource;
}

export const postgresRoom = (): Promise<StorageRoom> => databaseRoom('postgres', PostgresStorage);
