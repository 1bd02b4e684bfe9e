/**
 * `npm run bench:sessions` measures the latency of requests for each number of active sessions in the
 * table, against the same service with few. `-- --rows N` sets the maximum on PostgreSQL, `-- --quick`
 * measures few rounds, and `-- --write` also writes a section of docs/performance.md and its picture.
 */
import { pathOf, startNode, stop } from './child.mjs';
import { measureRounds } from './contest.mjs';
import { startKeyturn } from './contestants.mjs';
import { describeMachine, findCores, pin } from './machine.mjs';
import { numberOption } from './number-option.mjs';
import { countScans } from './postgres-scans.mjs';
import {
  problemsIn,
  summarizeSizes,
  tableOfSizes,
  writeSessionsSection,
} from './sessions-report.mjs';
import { activeAt, addSessions } from './stored-sessions.mjs';
import { withDatabases } from './temporary-databases.mjs';

/**
 * @typedef {import('./contestants.mjs').Server} Server
 * @typedef {import('./databases.mjs').CreateDatabase} CreateDatabase
 * @typedef {import('./plan.mjs').Case} Case
 * @typedef {import('./sessions-report.mjs').SizeResult} SizeResult
 * @typedef {{ server: Server, url: string, stored: number }} Table
 */

/** Few sessions, so that a refresh of a random one still finds one that no other client refreshes. */
const FEW = 1_000;
const SIZES = [10_000, 100_000, 1_000_000, 10_000_000];
/** Maximum number of sessions. */
const MAX = { SQLite: 1_000_000, PostgreSQL: 10_000_000 };
const PACE = process.argv.includes('--quick')
  ? { rounds: 3, seconds: 0.3, warmUpSeconds: 0.5 }
  : { rounds: 15, seconds: 0.5, warmUpSeconds: 1.5 };

/** For the compiler of V8, before the first size. */
const START_SECONDS = process.argv.includes('--quick') ? 1 : 6;

/** @type {readonly Case[]} */
const CASES = [
  { name: 'refresh, 16 clients', request: 'refresh', clients: 16 },
  { name: 'refresh of any session, 16 clients', request: 'refreshStored', clients: 16 },
  { name: 'guarded, 16 clients', request: 'me', clients: 16 },
  { name: 'refresh, 1 client', request: 'refresh', clients: 1 },
  { name: 'refresh of any session, 1 client', request: 'refreshStored', clients: 1 },
  { name: 'guarded, 1 client', request: 'me', clients: 1 },
];

const rows = numberOption('--rows', MAX.PostgreSQL);
const cores = findCores();
const machine = describeMachine(cores);
// PostgreSQL is a child of this process and inherits its core.
if (cores) pin(process.pid, cores.load);

const generator = startNode(cores?.load, [pathOf('load.mjs')]);
const kind = activeAt(Date.now());

/**
 * @param {string} name of the database
 * @param {CreateDatabase} create
 * @returns {Promise<Table>} a service with few sessions
 */
async function startTable(name, create) {
  const url = await create(name);
  await addSessions(url, kind, { first: 1, last: FEW });
  const server = await startKeyturn(url, cores, generator, { PRUNE_INTERVAL: '0s' });
  if (cores) server.pin(cores.server);
  return { server, url, stored: FEW };
}

/**
 * @param {Table} table
 * @param {number} size
 */
async function grow(table, size) {
  await addSessions(table.url, kind, { first: table.stored + 1, last: size });
  table.stored = size;
}

/** @param {Table} table @returns {import('./contestants.mjs').Contestant} */
const contestantOf = ({ server, stored }) => ({
  ...server,
  measure: (one, seconds) => server.measure({ ...one, stored }, seconds),
});

/**
 * @param {string} database
 * @param {CreateDatabase} create
 * @returns {Promise<SizeResult[]>}
 */
async function measureOn(database, create) {
  const small = await startTable('few_sessions', create);
  const large = await startTable('many_sessions', create);
  const max = Math.min(rows, database === 'SQLite' ? MAX.SQLite : MAX.PostgreSQL);
  const before = database === 'PostgreSQL' ? await countScans(large.url) : undefined;
  const results = [];
  for (const { server } of [small, large])
    for (const one of CASES.slice(0, 3))
      await server.measure({ ...one, stored: FEW }, START_SECONDS);
  for (const size of SIZES.filter((one) => one <= max)) {
    process.stderr.write(`${database}: adding sessions, up to ${size} …\n`);
    await grow(large, size);
    for (const one of CASES) results.push(await measureCase(one, database, small, large));
  }
  await Promise.all([small.server.stop(), large.server.stop()]);
  if (before) printScans(before, await countScans(large.url));
  return results;
}

/**
 * @param {Case} one
 * @param {string} database
 * @param {Table} small
 * @param {Table} large
 */
async function measureCase(one, database, small, large) {
  process.stderr.write(`${database}: ${one.name}, ${large.stored} sessions …\n`);
  const rounds = await measureRounds(one, [contestantOf(large), contestantOf(small)], PACE);
  return { case: one, database, sessions: large.stored, few: FEW, ...summarizeSizes(rounds) };
}

/**
 * Only a wrong plan reads the whole table.
 *
 * @param {import('./postgres-scans.mjs').Scans} before
 * @param {import('./postgres-scans.mjs').Scans} after
 */
function printScans(before, after) {
  const [whole, byIndex] = [after.whole - before.whole, after.byIndex - before.byIndex];
  process.stdout.write(`PostgreSQL read the table of sessions as a whole ${whole} times, `);
  process.stdout.write(`and used its indexes ${byIndex} times.\n\n`);
}

/** @param {import('./temporary-databases.mjs').Databases} databases */
async function measureAll(databases) {
  const results = [];
  for (const [name, create] of databases) results.push(...(await measureOn(name, create)));
  return results;
}

const results = await withDatabases(measureAll).finally(() => stop(generator));
const conditions = [...machine, `${PACE.rounds} alternating rounds of ${PACE.seconds} s; medians`];
const lines = conditions.map((line) => `- ${line}`).join('\n');
process.stdout.write(`${lines}\n\n${tableOfSizes(results)}\n\n`);
if (process.argv.includes('--write')) await writeSessionsSection(results, conditions);
const problems = problemsIn(results);
process.stdout.write(problems.length === 0 ? 'All targets are met.\n' : '');
for (const problem of problems) process.stdout.write(`- ${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
