/**
 * `npm run bench` compares Keyturn with a bare server that does the same work, on both databases.
 * `-- --quick` takes about a minute and is less precise. `-- --smoke` only checks that all cases run:
 * its rounds are too short for the targets. `-- --gate` compares only the CPU time per request, and
 * fails below the limits by more than the noise.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../test/support/postgres.mjs';
import { pathOf, startNode, stop } from './child.mjs';
import { atEnd, stopAll, stopAllOnSignal } from './cleanups.mjs';
import { startArgon2Alone, startBatching, startKeyturn, startPlain } from './contestants.mjs';
import { compete } from './contest.mjs';
import { postgresAt, sqliteIn } from './databases.mjs';
import { describeMachine, findCores, pin } from './machine.mjs';
import { gatedOn, GUARDED, LOG_IN, paceOf, REFRESHES, USERS } from './plan.mjs';
import { createPostgresMeter } from './postgres-meter.mjs';
import {
  failuresIn,
  gateProblemsIn,
  problemsIn,
  tableOf,
  tableOfGate,
  tableOfWrites,
} from './report.mjs';
import { makeUsers } from './users.mjs';

/**
 * @typedef {import('node:child_process').ChildProcess} ChildProcess
 * @typedef {import('./contestants.mjs').Contestant} Contestant
 * @typedef {import('./plan.mjs').Case} Case
 * @typedef {import('./contestants.mjs').StartServer} StartServer
 * @typedef {import('./contest.mjs').Baseline} Baseline
 * @typedef {import('./contest.mjs').Result} Result
 * @typedef {import('./postgres-meter.mjs').PostgresMeter} PostgresMeter
 * @typedef {import('./databases.mjs').CreateDatabase} CreateDatabase
 */

const begun = performance.now();
const args = process.argv.slice(2);
const isGate = args.includes('--gate');
const pace = paceOf(args);
const cores = findCores();
const machine = describeMachine(cores);
// PostgreSQL is a child of this process and inherits its core.
if (cores) pin(process.pid, cores.load);

/**
 * @param {Contestant} contestant
 * @returns {Contestant}
 */
function stoppedAtEnd(contestant) {
  atEnd(contestant.stop);
  return contestant;
}

/**
 * @param {string} database
 * @param {CreateDatabase} create
 * @param {ChildProcess} generator
 * @param {PostgresMeter} [meter]
 */
async function measureOn(database, create, generator, meter) {
  /** @type {(name: string, start: StartServer) => Promise<Contestant>} */
  const start = async (name, startServer) => {
    const server = await startServer(await create(name), cores, generator, undefined, meter);
    if (cores) server.pin(cores.server);
    return stoppedAtEnd(server);
  };
  const keyturn = await start('under_test', startKeyturn);
  const plain = await start('plain', startPlain);
  const target = { name: 'plain', contestant: plain, hasTarget: true };
  if (isGate) return measureCases(gatedOn(database), database, keyturn, [target]);
  const batching = await start('batching', startBatching);
  const shared = { name: 'batching', contestant: batching, hasTarget: false };
  const results = [
    ...(await measureCases(REFRESHES, database, keyturn, [target, shared])),
    ...(await measureCases([GUARDED], database, keyturn, [target])),
    // Log-ins come last: they add rows, and such rare requests need warm code.
    ...(await measureLogIns(database, keyturn, plain)),
  ];
  await Promise.all([keyturn, plain, batching].map((server) => server.stop()));
  return results;
}

/**
 * @param {string} database
 * @param {Contestant} keyturn
 * @param {Contestant} plain
 */
async function measureLogIns(database, keyturn, plain) {
  const argon2 = stoppedAtEnd(startArgon2Alone(cores));
  if (cores) for (const server of [keyturn, plain]) server.pin(cores.all);
  const results = await measureCases([LOG_IN], database, keyturn, [
    { name: 'argon2id', contestant: argon2, hasTarget: false },
    { name: 'plain', contestant: plain, hasTarget: true },
  ]);
  await argon2.stop();
  return results;
}

/**
 * @param {readonly Case[]} cases
 * @param {string} database
 * @param {Contestant} keyturn
 * @param {readonly Baseline[]} baselines
 */
async function measureCases(cases, database, keyturn, baselines) {
  const results = [];
  for (const one of cases) {
    process.stderr.write(`${database}: ${one.name} …\n`);
    results.push(...(await compete(one, database, keyturn, baselines, pace)));
  }
  return results;
}

/** @returns {Promise<Result[]>} */
async function measureAll() {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-bench-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  const users = await makeUsers(USERS);
  const generator = startNode(cores?.load, [pathOf('load.mjs')]);
  atEnd(() => stop(generator));
  const onSqlite = await measureOn('SQLite', sqliteIn(folder, users), generator);
  // With fsync, as in production.
  const postgres = await startPostgres({});
  atEnd(postgres.stop);
  const meter = await createPostgresMeter(postgres.url, postgres.pid());
  atEnd(meter.close);
  const create = postgresAt(postgres.url, users);
  return [...onSqlite, ...(await measureOn('PostgreSQL', create, generator, meter))];
}

function conditionsOfRun() {
  const took = ((performance.now() - begun) / 1000).toFixed(0);
  const method = `${pace.rounds} alternating rounds of ${pace.seconds} s each; medians; ${took} s in total`;
  return [...machine, method];
}

/**
 * @param {readonly Result[]} results
 * @param {readonly string[]} conditions
 */
function print(results, conditions) {
  const lines = conditions.map((line) => `- ${line}`);
  const tables = isGate ? [tableOfGate(results)] : [tableOf(results), tableOfWrites(results)];
  const parts = [lines.join('\n'), 'Each cell is Keyturn / baseline.', ...tables];
  process.stdout.write(`${parts.join('\n\n')}\n\n`);
}

/** @param {readonly Result[]} results */
function problemsOf(results) {
  if (args.includes('--smoke')) return failuresIn(results);
  return isGate ? gateProblemsIn(results) : problemsIn(results);
}

stopAllOnSignal();
const results = await measureAll().finally(stopAll);
const conditions = conditionsOfRun();
print(results, conditions);
if (args.includes('--write')) {
  const { writePerformancePage } = await import('./performance-page.mjs');
  await writePerformancePage(results, conditions);
}
const problems = problemsOf(results);
process.stdout.write(problems.length === 0 ? 'All cases passed.\n' : '');
for (const problem of problems) process.stdout.write(`- ${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
