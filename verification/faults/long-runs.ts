import type { SeededRandom } from '../support/seeded-random.js';
import { exhaustedPool, takenConnections } from './exhausted-pool.js';
import { failover } from './failover.js';
import { type FaultRun, faultRun } from './fault-run.js';
import { fullPostgresDisk, fullSqliteDisk } from './full-disk.js';
import { gracefulStop } from './graceful-stop.js';
import { frozenDatabase, refusingDatabase, silentDatabase } from './hung-database.js';
import { jumpingClock } from './jumping-clock.js';
import { killedBackend, killedPostgres } from './killed-postgres.js';
import { killedServer } from './killed-server.js';
import { lockedFile } from './locked-file.js';
import { olderBackup } from './older-backup.js';
import { PostgresDatabase } from './postgres-database.js';
import { ReplicatedDatabase } from './replicated-database.js';
import { Fixture } from './fixture.js';
import { SmallDisk } from './small-disk.js';
import { SqliteDatabase } from './sqlite-database.js';

/** Far fewer connections than concurrent requests. */
const SMALL_POOL = { DATABASE_POOL_SIZE: '2' };

export const sqliteRuns = (random: SeededRandom): FaultRun[] => [
  faultRun(
    () => Fixture.start(new SqliteDatabase(), random),
    [
      [killedServer, 100],
      [lockedFile, 2],
      [jumpingClock, 6],
      [olderBackup, 2],
      [gracefulStop, 3],
    ],
  ),
];

export const postgresRuns = (random: SeededRandom): FaultRun[] => [
  faultRun(
    async () => Fixture.start(await PostgresDatabase.start(), random),
    [
      [killedServer, 105],
      [killedPostgres, 55],
      [killedBackend, 10],
      [frozenDatabase, 4],
      [silentDatabase, 4],
      [refusingDatabase, 4],
      [takenConnections, 4],
      [jumpingClock, 6],
      [olderBackup, 2],
      [gracefulStop, 3],
    ],
  ),
  faultRun(
    async () => Fixture.start(await PostgresDatabase.start(), random, SMALL_POOL),
    [[exhaustedPool, 4]],
  ),
  faultRun(async () => Fixture.start(await ReplicatedDatabase.start(), random), [[failover, 3]]),
];

export const fullSqliteRun = (random: SeededRandom, disk: SmallDisk): FaultRun =>
  faultRun(
    () => Fixture.start(new SqliteDatabase(disk.folder), random),
    [[fullSqliteDisk(disk), 4]],
  );

export const fullPostgresRun = (random: SeededRandom, disk: SmallDisk): FaultRun =>
  faultRun(
    async () => Fixture.start(await PostgresDatabase.start(disk.folder), random),
    [[fullPostgresDisk(disk), 4]],
  );
