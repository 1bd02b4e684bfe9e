import { print } from '../support/print.js';
import { seed } from '../support/seed.js';
import { SeededRandom } from '../support/seeded-random.js';
import type { FaultRun } from './fault-run.js';
import { fullPostgresRun, fullSqliteRun, postgresRuns, sqliteRuns } from './long-runs.js';
import { SmallDisk } from './small-disk.js';
import { rowOf, TABLE_HEAD } from './table.js';
import type { TrialResult } from './trial.js';

/** Selects faults by a part of their name: `npm run faults -- 'full disk'`. */
const only = process.argv[2] ?? '';
const hasPostgres = process.env['TEST_PG'] !== 'off';

/** PostgreSQL needs space for its WAL. */
const SQLITE_DISK_MIB = 16;
const POSTGRES_DISK_MIB = 160;

const random = new SeededRandom(seed);
const all: TrialResult[] = [];

async function execute(run: FaultRun): Promise<void> {
  for await (const result of run((name) => name.includes(only))) {
    all.push(result);
    print(rowOf(result));
    for (const violation of new Set(result.violations)) print(`    ${violation}`);
  }
}

async function executeOnDisk(
  mib: number,
  runOf: (random: SeededRandom, disk: SmallDisk) => FaultRun,
): Promise<void> {
  let disk: SmallDisk;
  try {
    disk = SmallDisk.mount(mib);
  } catch (error) {
    return print(`${(error as Error).message} Skipped the fault.`);
  }
  await execute(runOf(random, disk)).finally(() => disk.unmount());
}

print(`SEED=${seed}`);
print(TABLE_HEAD);
for (const run of sqliteRuns(random)) await execute(run);
await executeOnDisk(SQLITE_DISK_MIB, fullSqliteRun);
if (hasPostgres) {
  for (const run of postgresRuns(random)) await execute(run);
  await executeOnDisk(POSTGRES_DISK_MIB, fullPostgresRun);
} else print('TEST_PG=off: skipped PostgreSQL.');

const sum = (of: (result: TrialResult) => number) => all.reduce((total, one) => total + of(one), 0);
const broken = sum(({ violations }) => violations.length);
print(
  `${sum(({ times }) => times)} faults, ${sum(({ requests }) => requests)} requests, ` +
    `${sum(({ sessions }) => sessions)} sessions, ${sum(({ rotations }) => rotations)} rotations in ` +
    `${sum(({ seconds }) => seconds).toFixed(0)} s; violations: ${broken}`,
);
process.exit(broken === 0 ? 0 : 1);
