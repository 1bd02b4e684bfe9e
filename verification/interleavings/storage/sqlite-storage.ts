import type { Parameters, Statement as Sql } from '../../../src/auth/persistence/statement.js';
import { sqliteOf } from '../../../src/auth/persistence/typeorm-driver.js';
import type { DataSource } from 'typeorm';
import type { Statement } from '../task.js';
import { type ClaimMode, DatabaseStorage, databaseStorages } from './database-storage.js';
import { SteppedSessions } from './stepped-sessions.js';
import { SteppedUsers } from './stepped-users.js';
import type { StorageFactory, Stores } from './storage.js';

/**
 * The real stores on SQLite. Every method runs one statement, or one synchronous transaction that no
 * other task can interrupt, so a method is a step.
 */
class SqliteStorage extends DatabaseStorage {
  constructor(dataSource: DataSource, mode: ClaimMode) {
    super(dataSource, mode);
    // Durability is not under test here.
    sqliteOf(dataSource).pragma('synchronous = OFF');
  }

  open(statement: Statement): Stores {
    const users = new SteppedUsers(() => this.users, statement);
    return { sessions: new SteppedSessions(this.sessions, statement), users };
  }

  protected runAndUndo(statement: Sql, parameters: Parameters): Promise<unknown[]> {
    const database = sqliteOf(this.dataSource);
    database.exec('SAVEPOINT probe');
    const rows = statement.executeOnSqlite(database, parameters);
    database.exec('ROLLBACK TO probe; RELEASE probe');
    return Promise.resolve(rows);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export const sqliteStorages = (mode: ClaimMode): Promise<StorageFactory> =>
  databaseStorages('sqlite', mode, SqliteStorage);
