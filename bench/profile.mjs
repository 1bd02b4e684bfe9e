/**
 * `npm run bench:profile` profiles the service while 64 clients refresh, and prints the time of each
 * part for a refresh. `-- --seconds N` sets the duration on each database, and `-- --write` also writes
 * a section of docs/performance.md and its picture.
 */
import { query, pathOf, startNode, stop } from './child.mjs';
import { startInspected, startKeyturn } from './contestants.mjs';
import { describeMachine, findCores, pin } from './machine.mjs';
import { numberOption } from './number-option.mjs';
import { PART_NAMES, timesOf } from './profile-parts.mjs';
import { tableOfParts, writePartsSection } from './profile-report.mjs';
import { median } from './samples.mjs';
import { withDatabases } from './temporary-databases.mjs';

/**
 * @typedef {import('./contestants.mjs').Server} Server
 * @typedef {import('./databases.mjs').CreateDatabase} CreateDatabase
 * @typedef {import('./profile-report.mjs').PartsResult} PartsResult
 * @typedef {{ requests: number, cpuUs: number, times: Map<string, number> }} ProfiledRound
 *   `times`: microseconds by the name of the part
 * @typedef {ProfiledRound & { bundledCpuUs: number }} Round
 */

const REFRESH = /** @type {const} */ ({ name: 'refresh', request: 'refresh', clients: 64 });
const ROUNDS = 15;
const WARM_UP_SECONDS = 4;

const seconds = numberOption('--seconds', 30);
const SECONDS = seconds / ROUNDS;
const cores = findCores();
const machine = describeMachine(cores);
// PostgreSQL is a child of this process and inherits its core.
if (cores) pin(process.pid, cores.load);

const generator = startNode(cores?.load, [pathOf('load.mjs')]);

/**
 * @param {string} database
 * @param {CreateDatabase} create
 * @returns {Promise<PartsResult>}
 */
async function measureOn(database, create) {
  process.stderr.write(`${database}: ${REFRESH.name} …\n`);
  // The bundle has no source maps. The same code before it was bundled has the paths of the sources.
  const startUnbundled = startInspected('../build/main.js');
  const profiled = await startUnbundled(await create('profiled'), cores, generator);
  const bundled = await startKeyturn(await create('bundled'), cores, generator);
  const servers = [profiled, bundled];
  if (cores) for (const server of servers) server.pin(cores.server);
  for (const server of servers) await refresh(server, WARM_UP_SECONDS);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const own = await profileRound(profiled);
    rounds.push({ ...own, bundledCpuUs: (await refresh(bundled, SECONDS)).cpuUs });
  }
  await Promise.all(servers.map((server) => server.stop()));
  return resultOf(database, rounds);
}

/**
 * @param {Server} server
 * @param {number} duration in seconds
 */
async function refresh(server, duration) {
  const figures = await server.measure(REFRESH, duration);
  // A client stops at its first error, so the figures would be those of fewer clients.
  if (figures.errors.length > 0) throw new Error(figures.errors.join('\n'));
  return figures;
}

/**
 * @param {Server} server
 * @returns {Promise<ProfiledRound>}
 */
async function profileRound(server) {
  await query(server.process, { name: 'startProfile' });
  const figures = await refresh(server, SECONDS);
  /** @type {import('./profile-parts.mjs').Profile} */
  const profile = await query(server.process, { name: 'stopProfile' });
  return { requests: figures.requests, cpuUs: figures.cpuUs, times: timesOf(profile) };
}

/**
 * @param {string} database
 * @param {readonly Round[]} rounds
 * @returns {PartsResult}
 */
const resultOf = (database, rounds) => ({
  database,
  parts: PART_NAMES.map((name) => ({
    name,
    us: median(rounds.map(({ times, requests }) => (times.get(name) ?? 0) / requests)),
  })),
  profiledCpuUs: median(rounds.map(({ cpuUs }) => cpuUs)),
  cpuUs: median(rounds.map(({ bundledCpuUs }) => bundledCpuUs)),
});

/** @param {import('./temporary-databases.mjs').Databases} databases */
async function measureAll(databases) {
  const results = [];
  for (const [name, create] of databases) results.push(await measureOn(name, create));
  return results;
}

const results = await withDatabases(measureAll).finally(() => stop(generator));
const conditions = [
  ...machine,
  `${ROUNDS} rounds on each database, ${seconds} s in total; medians`,
];
const lines = conditions.map((line) => `- ${line}`).join('\n');
process.stdout.write(`${lines}\n\n${tableOfParts(results)}\n`);
if (process.argv.includes('--write')) await writePartsSection(results, conditions);
