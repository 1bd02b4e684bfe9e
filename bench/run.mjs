/**
 * `npm run bench` compares Keyturn with a bare server that does the same work, on both databases.
 * `-- --quick` takes about a minute and is less precise. `-- --smoke` only checks that all cases run:
 * its rounds are too short for the targets.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../test/support/postgres.mjs';
import { pathOf, startNode, stop } from './child.mjs';
import { startArgon2Alone, startBare, startKeyturn } from './contestants.mjs';
import { compete } from './contest.mjs';
import { postgresAt, sqliteIn } from './databases.mjs';
import { describeMachine, findCores, pin } from './machine.mjs';
import { LOG_IN, paceOf, REQUESTS, USERS } from './plan.mjs';
import { failuresIn, problemsIn, tableOf } from './report.mjs';
import { makeUsers } from './users.mjs';

/**
 * @typedef {import('node:child_process').ChildProcess} ChildProcess
 * @typedef {import('./contestants.mjs').Contestant} Contestant
 * @typedef {import('./plan.mjs').Case} Case
 * @typedef {import('./contest.mjs').Result} Result
 * @typedef {import('./databases.mjs').CreateDatabase} CreateDatabase
 */

const begun = performance.now();
const args = process.argv.slice(2);
const pace = paceOf(args);
const cores = findCores();
const machine = describeMachine(cores);
// PostgreSQL is a child of this process and inherits its core.
if (cores) pin(process.pid, cores.load);

/**
 * Functions that stop the processes and delete the files, called in reverse order.
 *
 * @type {(() => unknown)[]}
 */
const cleanups = [];

/**
 * @param {Contestant} contestant
 * @returns {Contestant}
 */
function stoppedAtEnd(contestant) {
  cleanups.push(contestant.stop);
  return contestant;
}

/**
 * Log-ins come last: they add rows, and such rare requests need warm code.
 *
 * @param {string} database
 * @param {CreateDatabase} create
 * @param {ChildProcess} generator
 */
async function measureOn(database, create, generator) {
  const keyturn = stoppedAtEnd(await startKeyturn(await create('under_test'), cores, generator));
  const bare = stoppedAtEnd(await startBare(await create('bare'), cores, generator));
  const argon2 = stoppedAtEnd(startArgon2Alone(cores));
  if (cores) for (const server of [keyturn, bare]) server.pin(cores.server);
  /** @type {Result[]} */
  const results = [];
  for (const one of REQUESTS) results.push(await measure(one, database, keyturn, bare));
  if (cores) keyturn.pin(cores.all);
  results.push(await measure(LOG_IN, database, keyturn, argon2));
  await Promise.all([keyturn.stop(), bare.stop(), argon2.stop()]);
  return results;
}

/**
 * @param {Case} one
 * @param {string} database
 * @param {Contestant} keyturn
 * @param {Contestant} baseline
 */
function measure(one, database, keyturn, baseline) {
  process.stderr.write(`${database}: ${one.name} …\n`);
  return compete(one, database, keyturn, baseline, pace);
}

/** @returns {Promise<Result[]>} */
async function measureAll() {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-bench-'));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  const users = await makeUsers(USERS);
  const generator = startNode(cores?.load, [pathOf('load.mjs')]);
  cleanups.push(() => stop(generator));
  const onSqlite = await measureOn('SQLite', sqliteIn(folder, users), generator);
  // With fsync, as in production.
  const postgres = await startPostgres({});
  cleanups.push(postgres.stop);
  const create = postgresAt(postgres.url, users);
  return [...onSqlite, ...(await measureOn('PostgreSQL', create, generator))];
}

async function stopAll() {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void stopAll().finally(() => process.exit(1)));
}

/** @param {readonly Result[]} results */
function print(results) {
  const took = ((performance.now() - begun) / 1000).toFixed(0);
  const method = `${pace.rounds} alternating rounds of ${pace.seconds} s each; medians; ${took} s in total`;
  const lines = [...machine, method].map((line) => `- ${line}`);
  const legend = 'Keyturn / baseline: a bare Fastify server; argon2id alone for log-ins.';
  process.stdout.write(`${lines.join('\n')}\n\n${legend}\n\n${tableOf(results)}\n\n`);
}

const results = await measureAll().finally(stopAll);
print(results);
const problems = args.includes('--smoke') ? failuresIn(results) : problemsIn(results);
process.stdout.write(problems.length === 0 ? 'All cases passed.\n' : '');
for (const problem of problems) process.stdout.write(`- ${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
