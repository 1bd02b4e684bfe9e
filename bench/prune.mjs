/**
 * `npm run bench:prune` measures refreshes with a million expired sessions in the table, before and
 * during pruning, against the same service with an empty table. `-- --rows N` sets another number.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../test/support/postgres.mjs';
import { pathOf, startNode, stop } from './child.mjs';
import { compete } from './contest.mjs';
import { startKeyturn } from './contestants.mjs';
import { postgresAt, sqliteIn } from './databases.mjs';
import { addToPostgres, addToSqlite, countSessions } from './expired-sessions.mjs';
import { describeMachine, findCores, pin } from './machine.mjs';
import { USERS } from './plan.mjs';
import { problemsIn, tableOf } from './report.mjs';
import { makeUsers } from './users.mjs';

/**
 * @typedef {import('./contest.mjs').Result} Result
 * @typedef {import('./databases.mjs').CreateDatabase} CreateDatabase
 * @typedef {import('./expired-sessions.mjs').AddExpiredSessions} AddExpiredSessions
 */

/** The rate of refreshes may fall by at most a fifth. */
const TARGET = 0.8;
const CLIENTS = 16;
const PACE = { rounds: 11, seconds: 0.6, warmUpSeconds: 1.5 };

const rows = Number(process.argv[process.argv.indexOf('--rows') + 1]) || 1_000_000;
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
 * @param {AddExpiredSessions} addExpiredSessions
 * @returns {Promise<Result[]>}
 */
async function measureOn(database, create, addExpiredSessions) {
  const empty = await create('without_expired');
  const full = await create('with_expired');
  process.stderr.write(`${database}: adding ${rows} expired sessions …\n`);
  await addExpiredSessions(full, rows);
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

async function measureAll() {
  const users = await makeUsers(USERS);
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-bench-'));
  // With fsync, as in production.
  const postgres = await startPostgres({});
  try {
    return [
      ...(await measureOn('SQLite', sqliteIn(folder, users), addToSqlite)),
      ...(await measureOn('PostgreSQL', postgresAt(postgres.url, users), addToPostgres)),
    ];
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true });
  }
}

const results = await measureAll().finally(() => stop(generator));
const problems = problemsIn(results);
process.stdout.write(`${machine.map((line) => `- ${line}`).join('\n')}\n\n${tableOf(results)}\n\n`);
process.stdout.write(problems.length === 0 ? 'All targets are met.\n' : '');
for (const problem of problems) process.stdout.write(`- ${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
