/**
 * `npm run bench:memory` measures the memory of the service while 64 clients refresh, on both databases.
 * `-- --refreshes N` sets their number. Linux only. Exit status 1: the memory grew, or a request failed.
 * `npm run bench:start` measures the memory of an idle service.
 */
import { query, pathOf, startNode, stop } from './child.mjs';
import { startInspected } from './contestants.mjs';
import { describeMachine, findCores, pin, residentMBOf } from './machine.mjs';
import { numberOption } from './number-option.mjs';
import { growthOf, MAX_GROWTH, tableOfMemory } from './memory-report.mjs';
import { ratio } from './report.mjs';
import { withDatabases } from './temporary-databases.mjs';

/**
 * @typedef {import('./contestants.mjs').Server} Server
 * @typedef {import('./databases.mjs').CreateDatabase} CreateDatabase
 * @typedef {import('./memory-report.mjs').MemoryResult} MemoryResult
 * @typedef {import('./memory-report.mjs').MemorySample} MemorySample
 */

const REFRESH = /** @type {const} */ ({ name: 'refresh', request: 'refresh', clients: 64 });
const SAMPLES = 10;
const MAX_SECONDS = 1;

const total = numberOption('--refreshes', 1_000_000);
const cores = findCores();
const machine = describeMachine(cores);
// PostgreSQL is a child of this process and inherits its core.
if (cores) pin(process.pid, cores.load);

const generator = startNode(cores?.load, [pathOf('load.mjs')]);
const startService = startInspected('../dist/main.js');

/**
 * @param {string} database
 * @param {CreateDatabase} create
 * @returns {Promise<MemoryResult>}
 */
async function measureOn(database, create) {
  const server = await startService(await create('memory'), cores, generator);
  if (cores) server.pin(cores.server);
  /** @type {MemorySample[]} */
  const samples = [];
  let refreshes = 0;
  while (samples.length < SAMPLES) {
    refreshes = await refreshUntil(server, refreshes, ((samples.length + 1) * total) / SAMPLES);
    samples.push({ refreshes, ...(await measureMemory(server)) });
    process.stderr.write(`${database}: ${refreshes} refreshes …\n`);
  }
  await server.stop();
  return { database, samples };
}

/**
 * @param {Server} server
 * @param {number} done
 * @param {number} wanted
 * @returns {Promise<number>} the refreshes until now
 */
async function refreshUntil(server, done, wanted) {
  let refreshes = done;
  let seconds = 0.1;
  while (refreshes < wanted) {
    const { requests, rate, errors } = await server.measure(REFRESH, seconds);
    if (errors.length > 0) throw new Error(errors.join('\n'));
    refreshes += requests;
    seconds = Math.min(MAX_SECONDS, Math.max(0.05, (wanted - refreshes) / rate));
  }
  return refreshes;
}

/**
 * The resident memory comes first, because the garbage collection changes it.
 *
 * @param {Server} server
 */
async function measureMemory({ process: service }) {
  const residentMB = residentMBOf(service.pid ?? NaN);
  /** @type {{ usedBytes: number }} */
  const { usedBytes } = await query(service, { name: 'measureHeap' });
  return { residentMB, heapMB: usedBytes / 1e6 };
}

/** @param {import('./temporary-databases.mjs').Databases} databases */
async function measureAll(databases) {
  const results = [];
  for (const [name, create] of databases) results.push(await measureOn(name, create));
  return results;
}

const results = await withDatabases(measureAll).finally(() => stop(generator));
const lines = machine.map((line) => `- ${line}`).join('\n');
process.stdout.write(`${lines}\n\n${tableOfMemory(results)}\n\n`);
for (const { database, samples } of results) {
  const growth = growthOf(samples.map(({ residentMB }) => residentMB));
  const isMet = growth <= MAX_GROWTH;
  const text = `the last third has ${ratio(growth)} times the resident memory of the first`;
  process.stdout.write(`- ${database}: ${text} (maximum ${MAX_GROWTH}): ${isMet ? 'met' : 'MISSED'}\n`); // prettier-ignore
  if (!isMet) process.exitCode = 1;
}
