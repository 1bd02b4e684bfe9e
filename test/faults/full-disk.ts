import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Fault } from './fault.js';
import type { PostgresDatabase } from './postgres-database.js';
import type { SmallDisk } from './small-disk.js';
import type { SqliteDatabase } from './sqlite-database.js';

const NAME = 'a full disk';
const PAUSE_MS = [300, 900] as const;

/** The disk is full to the last byte, and one server is killed meanwhile. */
export const fullSqliteDisk = (disk: SmallDisk): Fault<SqliteDatabase> => ({
  name: NAME,
  pauseMs: PAUSE_MS,
  async strike({ database, servers, chance }) {
    emptyWal(database);
    disk.fill();
    await setTimeout(chance.between(200, 600));
    chance.oneOf(servers).kill();
    await setTimeout(chance.between(500, 1_500));
    disk.free();
  },
  timesFelt: ({ counters }) => counters.of(503),
});

/** SQLite writes over what is in its log already, and would not notice for a while. */
function emptyWal({ file }: SqliteDatabase): void {
  const other = new Database(file);
  other.pragma('wal_checkpoint(TRUNCATE)');
  other.close();
}

/** PostgreSQL gives up when it cannot write its log, and is started again when there is room. */
export const fullPostgresDisk = (disk: SmallDisk): Fault<PostgresDatabase> => ({
  name: NAME,
  pauseMs: PAUSE_MS,
  async strike({ database, chance }) {
    disk.fill();
    await useUpWal(database);
    await setTimeout(chance.between(500, 1_500));
    disk.free();
    await database.comeBack();
  },
  timesFelt: ({ counters }) => counters.of(503),
});

/** It keeps segments of its log for later: they are used up until there is none, or for so long. */
async function useUpWal(database: PostgresDatabase): Promise<void> {
  for (let segments = 0; segments < 20; segments++) {
    const client = await database.connect().catch(() => undefined);
    if (client === undefined) return;
    await client.query('SELECT pg_switch_wal()').catch(() => undefined);
    await client.end().catch(() => undefined);
    await setTimeout(50);
  }
}
