import { Chance, seed } from './chance.js';
import type { FaultRun } from './fault-run.js';
import { fullPostgresRun, fullSqliteRun, postgresRuns, sqliteRuns } from './long-runs.js';
import { SmallDisk } from './small-disk.js';
import { rowOf, TABLE_HEAD } from './table.js';
import type { Figures } from './trial.js';

/** `npm run test:faults -- 'full disk'`: those alone that are called so. */
const only = process.argv[2] ?? '';
const hasPostgres = process.env['TEST_PG'] !== 'off';

/** PostgreSQL keeps a log of its own length. */
const SQLITE_DISK_MIB = 16;
const POSTGRES_DISK_MIB = 160;

const chance = new Chance(seed);
const all: Figures[] = [];
const say = (text: string) => void process.stdout.write(`${text}\n`);

async function play(run: FaultRun): Promise<void> {
  for await (const figures of run((name) => name.includes(only))) {
    all.push(figures);
    say(rowOf(figures));
    for (const violation of new Set(figures.violations)) say(`    ${violation}`);
  }
}

async function playOnDisk(
  mib: number,
  runOf: (chance: Chance, disk: SmallDisk) => FaultRun,
): Promise<void> {
  let disk: SmallDisk;
  try {
    disk = SmallDisk.mount(mib);
  } catch (error) {
    return say(`${(error as Error).message} NONE IS TESTED HERE.`);
  }
  await play(runOf(chance, disk)).finally(() => disk.unmount());
}

say(`FAULTS_SEED=${seed}`);
say(TABLE_HEAD);
for (const run of sqliteRuns(chance)) await play(run);
await playOnDisk(SQLITE_DISK_MIB, fullSqliteRun);
if (hasPostgres) {
  for (const run of postgresRuns(chance)) await play(run);
  await playOnDisk(POSTGRES_DISK_MIB, fullPostgresRun);
} else say('TEST_PG=off: NOTHING WAS TRIED ON POSTGRESQL.');

const sum = (of: (figures: Figures) => number) => all.reduce((total, one) => total + of(one), 0);
const broken = sum(({ violations }) => violations.length);
say(
  `${sum(({ times }) => times)} faults, ${sum(({ requests }) => requests)} requests, ` +
    `${sum(({ sessions }) => sessions)} sessions, ${sum(({ rotations }) => rotations)} rotations in ` +
    `${sum(({ seconds }) => seconds).toFixed(0)} s; violations: ${broken}`,
);
process.exit(broken === 0 ? 0 : 1);
