import {
  type Parameters,
  sqliteOf,
  type Statement as Sql,
} from '../../../src/auth/persistence/statement.js';
import type { DataSource } from 'typeorm';
import type { Statement } from '../task.js';
import { DatabaseStorage, databaseRoom } from './database-storage.js';
import { SteppedSessions } from './stepped-sessions.js';
import { SteppedUsers } from './stepped-users.js';
import type { StorageRoom, Stores } from './storage.js';

/**
 * The real stores on SQLite. Every verb is one statement, or one transaction of the driver's, which
 * is over before anybody else has a turn: a verb is a step.
 */
class SqliteStorage extends DatabaseStorage {
  constructor(dataSource: DataSource) {
    super(dataSource);
    // Nobody pulls the plug here: what is looked at is who sees what, not what survives.
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

export const sqliteRoom = (): Promise<StorageRoom> => databaseRoom('sqlite', SqliteStorage);
