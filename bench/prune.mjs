/**
 * `npm run bench:prune`: what a million dead sessions cost a refresh, while they lie there and while
 * they are being pruned, against the same service over an empty table. `-- --rows N` for others.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../test/support/postgres.mjs';
import { pathOf, startNode, stop } from './child.mjs';
import { compete } from './contest.mjs';
import { startOurs } from './contestants.mjs';
import { postgresAt, sqliteIn } from './databases.mjs';
import { addToPostgres, addToSqlite, countSessions } from './dead-sessions.mjs';
import { describeMachine, findCores, pin } from './machine.mjs';
import { USERS } from './plan.mjs';
import { complaintsAbout, tableOf } from './report.mjs';
import { makeUsers } from './users.mjs';

/**
 * @typedef {import('./contest.mjs').Result} Result
 * @typedef {import('./databases.mjs').CreateDatabase} CreateDatabase
 * @typedef {import('./dead-sessions.mjs').AddDeadSessions} AddDeadSessions
 */

/** A refresh is to lose no more than a fifth. */
const TARGET = 0.8;
const CLIENTS = 16;
const PACE = { rounds: 11, seconds: 0.6, warmUpSeconds: 1.5 };

const rows = Number(process.argv[process.argv.indexOf('--rows') + 1]) || 1_000_000;
const cores = findCores();
const machine = describeMachine(cores);
// PostgreSQL is started from here, and inherits the core.
if (cores) pin(process.pid, cores.load);

const generator = startNode(cores?.load, [pathOf('load.mjs')]);

/** @param {string} name */
const refreshCase = (name) => ({
  name,
  request: /** @type {const} */ ('refresh'),
  clients: CLIENTS,
  target: TARGET,
});

/**
 * @param {string} database
 * @param {CreateDatabase} create
 * @param {AddDeadSessions} addDeadSessions
 * @returns {Promise<Result[]>}
 */
async function measureOn(database, create, addDeadSessions) {
  const empty = await create('without_dead');
  const full = await create('with_dead');
  process.stderr.write(`${database}: making ${rows} dead sessions …\n`);
  await addDeadSessions(full, rows);
  const cases = [
    {
      one: refreshCase(`refresh beside ${rows} dead sessions`),
      variables: { PRUNE_INTERVAL: '0s' },
    },
    { one: refreshCase('refresh while they are pruned'), variables: { PRUNE_INTERVAL: '1s' } },
  ];
  const results = [];
  for (const { one, variables } of cases) {
    process.stderr.write(`${database}: ${one.name} …\n`);
    const baseline = await startOurs(empty, cores, generator, { PRUNE_INTERVAL: '0s' });
    const ours = await startOurs(full, cores, generator, variables);
    if (cores) for (const server of [ours, baseline]) server.pin(cores.server);
    results.push(await compete(one, database, ours, baseline, PACE));
    process.stderr.write(`  ${await countSessions(full)} sessions are left\n`);
    await Promise.all([ours.stop(), baseline.stop()]);
  }
  return results;
}

async function measureAll() {
  const users = await makeUsers(USERS);
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-bench-'));
  // As an operator would run it: with fsync.
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
const complaints = complaintsAbout(results);
process.stdout.write(`${machine.map((line) => `- ${line}`).join('\n')}\n\n${tableOf(results)}\n\n`);
process.stdout.write(complaints.length === 0 ? 'Every target is held.\n' : '');
for (const complaint of complaints) process.stdout.write(`- ${complaint}\n`);
process.exitCode = complaints.length === 0 ? 0 : 1;
