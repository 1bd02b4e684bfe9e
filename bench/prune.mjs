/**
 * `npm run bench:prune` measures refreshes with a million expired sessions in the table, before and
 * during pruning, against the same service with an empty table. `-- --rows N` sets another number.
 */
import { pathOf, startNode, stop } from './child.mjs';
import { compete } from './contest.mjs';
import { startKeyturn } from './contestants.mjs';
import { describeMachine, findCores, pin } from './machine.mjs';
import { numberOption } from './number-option.mjs';
import { problemsIn, tableOf } from './report.mjs';
import { addSessions, countSessions, EXPIRED } from './stored-sessions.mjs';
import { withDatabases } from './temporary-databases.mjs';

/**
 * @typedef {import('./contest.mjs').Result} Result
 * @typedef {import('./databases.mjs').CreateDatabase} CreateDatabase
 */

/** The rate of refreshes may fall by at most a fifth. */
const TARGET = 0.8;
const CLIENTS = 16;
const PACE = { rounds: 11, seconds: 0.6, warmUpSeconds: 1.5 };

const rows = numberOption('--rows', 1_000_000);
const cores = findCores();
const machine = describeMachine(cores);
// PostgreSQL is a child of this process and inherits its core.
if (cores) pin(process.pid, cores.load);

const generator = startNode(cores?.load, [pathOf('load.mjs')]);

/** @param {string} name */
const refreshCase = (name) => ({
  name,
  request: /** @type {const} */ ('refresh'),
  clients: CLIENTS,
  targets: { SQLite: { must: TARGET }, PostgreSQL: { must: TARGET } },
});

/**
 * @param {string} database
 * @param {CreateDatabase} create
 * @returns {Promise<Result[]>}
 */
async function measureOn(database, create) {
  const empty = await create('without_expired');
  const full = await create('with_expired');
  process.stderr.write(`${database}: adding ${rows} expired sessions …\n`);
  await addSessions(full, EXPIRED, { first: 1, last: rows });
  const cases = [
    {
      one: refreshCase(`refresh with ${rows} expired sessions`),
      variables: { PRUNE_INTERVAL: '0s' },
    },
    { one: refreshCase('refresh during pruning'), variables: { PRUNE_INTERVAL: '1s' } },
  ];
  const results = [];
  for (const { one, variables } of cases) {
    process.stderr.write(`${database}: ${one.name} …\n`);
    const baseline = await startKeyturn(empty, cores, generator, { PRUNE_INTERVAL: '0s' });
    const keyturn = await startKeyturn(full, cores, generator, variables);
    if (cores) for (const server of [keyturn, baseline]) server.pin(cores.server);
    const baselines = [{ name: 'Keyturn, empty table', contestant: baseline, hasTarget: true }];
    results.push(...(await compete(one, database, keyturn, baselines, PACE)));
    process.stderr.write(`  ${await countSessions(full)} sessions remain\n`);
    await Promise.all([keyturn.stop(), baseline.stop()]);
  }
  return results;
}

/** @param {import('./temporary-databases.mjs').Databases} databases */
async function measureAll(databases) {
  const results = [];
  for (const [name, create] of databases) results.push(...(await measureOn(name, create)));
  return results;
}

const results = await withDatabases(measureAll).finally(() => stop(generator));
const problems = problemsIn(results);
process.stdout.write(`${machine.map((line) => `- ${line}`).join('\n')}\n\n${tableOf(results)}\n\n`);
process.stdout.write(problems.length === 0 ? 'All targets are met.\n' : '');
for (const problem of problems) process.stdout.write(`- ${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
