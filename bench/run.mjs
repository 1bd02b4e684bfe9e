/**
 * `npm run bench`: our service against a bare server that does the same work, on both databases.
 * `-- --quick` takes about a minute, and is good for a first look. `-- --smoke` only checks that all
 * cases run: its rounds are too short for the targets.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../test/support/postgres.mjs';
import { pathOf, startNode, stop } from './child.mjs';
import { startArgon2Alone, startBare, startOurs } from './contestants.mjs';
import { compete } from './contest.mjs';
import { postgresAt, sqliteIn } from './databases.mjs';
import { describeMachine, findCores, pin } from './machine.mjs';
import { LOG_IN, paceOf, REQUESTS, USERS } from './plan.mjs';
import { complaintsAbout, failuresIn, tableOf } from './report.mjs';
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
// PostgreSQL is started from here, and inherits the core.
if (cores) pin(process.pid, cores.load);

/**
 * What is stopped in the end, whatever happens, last first.
 *
 * @type {(() => unknown)[]}
 */
const endings = [];

/**
 * @param {Contestant} contestant
 * @returns {Contestant}
 */
function stoppedInTheEnd(contestant) {
  endings.push(contestant.stop);
  return contestant;
}

/**
 * Log-in comes last: it leaves rows behind, and so rare a request needs code that is warm.
 *
 * @param {string} database
 * @param {CreateDatabase} create
 * @param {ChildProcess} generator
 */
async function measureOn(database, create, generator) {
  const ours = stoppedInTheEnd(await startOurs(await create('ours'), cores, generator));
  const bare = stoppedInTheEnd(await startBare(await create('bare'), cores, generator));
  const argon2 = stoppedInTheEnd(startArgon2Alone(cores));
  if (cores) for (const server of [ours, bare]) server.pin(cores.server);
  /** @type {Result[]} */
  const results = [];
  for (const one of REQUESTS) results.push(await measure(one, database, ours, bare));
  if (cores) ours.pin(cores.all);
  results.push(await measure(LOG_IN, database, ours, argon2));
  await Promise.all([ours.stop(), bare.stop(), argon2.stop()]);
  return results;
}

/**
 * @param {Case} one
 * @param {string} database
 * @param {Contestant} ours
 * @param {Contestant} baseline
 */
function measure(one, database, ours, baseline) {
  process.stderr.write(`${database}: ${one.name} …\n`);
  return compete(one, database, ours, baseline, pace);
}

/** @returns {Promise<Result[]>} */
async function measureAll() {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-bench-'));
  endings.push(() => rmSync(folder, { recursive: true }));
  const users = await makeUsers(USERS);
  const generator = startNode(cores?.load, [pathOf('load.mjs')]);
  endings.push(() => stop(generator));
  const onSqlite = await measureOn('SQLite', sqliteIn(folder, users), generator);
  // As an operator would run it: with fsync.
  const postgres = await startPostgres({});
  endings.push(postgres.stop);
  const create = postgresAt(postgres.url, users);
  return [...onSqlite, ...(await measureOn('PostgreSQL', create, generator))];
}

async function stopAll() {
  for (const end of endings.splice(0).reverse()) await end();
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void stopAll().finally(() => process.exit(1)));
}

/** @param {readonly Result[]} results */
function print(results) {
  const took = ((performance.now() - begun) / 1000).toFixed(0);
  const method = `${pace.rounds} rounds of ${pace.seconds} s for each, in turns; medians; ${took} s in all`;
  const lines = [...machine, method].map((line) => `- ${line}`);
  const what = 'Ours / baseline: a bare Fastify server; for log-in argon2id alone.';
  process.stdout.write(`${lines.join('\n')}\n\n${what}\n\n${tableOf(results)}\n\n`);
}

const results = await measureAll().finally(stopAll);
print(results);
const complaints = args.includes('--smoke') ? failuresIn(results) : complaintsAbout(results);
process.stdout.write(complaints.length === 0 ? 'Every case passed.\n' : '');
for (const complaint of complaints) process.stdout.write(`- ${complaint}\n`);
process.exitCode = complaints.length === 0 ? 0 : 1;
