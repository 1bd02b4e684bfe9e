import { setTimeout } from 'node:timers/promises';
import { SqliteDriver } from '../../test/support/sqlite-driver.js';
import type { Fault } from './fault.js';
import type { PostgresDatabase } from './postgres-database.js';
import type { SmallDisk } from './small-disk.js';
import type { SqliteDatabase } from './sqlite-database.js';

const NAME = 'a full disk';
const PAUSE_MS = [300, 900] as const;

/** Fills the disk to the last byte, and kills one server meanwhile. */
export const fullSqliteDisk = (disk: SmallDisk): Fault<SqliteDatabase> => ({
  name: NAME,
  pauseMs: PAUSE_MS,
  async inject({ database, servers, random }) {
    emptyWal(database);
    disk.fill();
    await setTimeout(random.between(200, 600));
    random.oneOf(servers).kill();
    await setTimeout(random.between(500, 1_500));
    disk.free();
  },
  effectCount: ({ counters }) => counters.of(503),
});

/** Truncates the WAL. Otherwise SQLite would reuse its space and not hit the limit for a while. */
function emptyWal({ file }: SqliteDatabase): void {
  const other = new SqliteDriver(file);
  other.pragma('wal_checkpoint(TRUNCATE)');
  other.close();
}

/** PostgreSQL shuts down when it cannot write its WAL. It is restarted when there is space again. */
export const fullPostgresDisk = (disk: SmallDisk): Fault<PostgresDatabase> => ({
  name: NAME,
  pauseMs: PAUSE_MS,
  async inject({ database, random }) {
    disk.fill();
    await useUpWal(database);
    await setTimeout(random.between(500, 1_500));
    disk.free();
    await database.restartUntilReachable();
  },
  effectCount: ({ counters }) => counters.of(503),
});

/** Uses up the WAL segments that PostgreSQL keeps for reuse, until it shuts down. */
async function useUpWal(database: PostgresDatabase): Promise<void> {
  for (let segments = 0; segments < 20; segments++) {
    const client = await database.connect().catch(() => undefined);
    if (client === undefined) return;
    await client.query('SELECT pg_switch_wal()').catch(() => undefined);
    await client.end().catch(() => undefined);
    await setTimeout(50);
  }
}
