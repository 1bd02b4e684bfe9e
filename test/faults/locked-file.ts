import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Fault } from './fault.js';
import type { SqliteDatabase } from './sqlite-database.js';

/** Another program writes to the file for longer than anybody waits: a database that hangs. */
export const lockedFile: Fault<SqliteDatabase> = {
  name: 'another program holds SQLite’s lock',
  pauseMs: [300, 900],
  async strike({ database, chance }) {
    const other = new Database(database.file);
    other.exec('BEGIN IMMEDIATE');
    await setTimeout(chance.between(5_500, 6_500));
    other.close();
  },
  timesFelt: ({ counters }) => counters.of(503),
};
