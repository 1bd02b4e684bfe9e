import { setTimeout } from 'node:timers/promises';
import { SqliteDriver } from '../../test/support/sqlite-driver.js';
import type { Fault } from './fault.js';
import type { SqliteDatabase } from './sqlite-database.js';

/** Locks the file for longer than the busy timeout. */
export const lockedFile: Fault<SqliteDatabase> = {
  name: 'another process locks SQLite',
  pauseMs: [300, 900],
  async inject({ database, random }) {
    const other = new SqliteDriver(database.file);
    other.prepare('BEGIN IMMEDIATE').run();
    await setTimeout(random.between(5_500, 6_500));
    other.close();
  },
  effectCount: ({ counters }) => counters.of(503),
};
