/**
 * `npm run bench:flood` measures log-ins, refreshes and guarded requests while another address floods
 * the service with log-ins. Rounds with and without the flood alternate in one run.
 * `-- --rate N` sets the number of log-ins per second of the flood, `-- --rounds N` that of the rounds.
 */
import { setTimeout } from 'node:timers/promises';
import { query, pathOf, startNode, stop } from './child.mjs';
import { startKeyturn } from './contestants.mjs';
import { floodProblemsIn, sumOfStatuses } from './flood-responses.mjs';
import { describeMachine, findCores, pin } from './machine.mjs';
import { numberOption } from './number-option.mjs';
import { median } from './samples.mjs';
import { withDatabases } from './temporary-databases.mjs';

/**
 * @typedef {import('./contestants.mjs').Figures} Figures
 * @typedef {import('./flood-responses.mjs').Statuses} Statuses
 * @typedef {import('./plan.mjs').Request} Request
 * @typedef {{ name: string, request: Request, clients: number, latency: 'p50' | 'p99', must: number, aim?: number }} Case
 *   `must`: the maximum factor by which this latency may grow; `aim`: for information
 * @typedef {{ one: Case, database: string, calm: Figures[], flooded: Figures[], statuses: Statuses }} Result
 *   `statuses`: the responses to the flood
 */

/**
 * A log-in waits for one hash of the flood, and shares the cores with it. The other requests need no
 * hash, but share the core with the flood.
 *
 * @type {readonly Case[]}
 */
const CASES = [
  { name: 'log-in, 1 client', request: 'logIn', clients: 1, latency: 'p50', must: 4 },
  { name: 'refresh, 4 clients', request: 'refresh', clients: 4, latency: 'p99', must: 3, aim: 1.5 },
  { name: 'guarded, 4 clients', request: 'me', clients: 4, latency: 'p50', must: 2 },
];
const SECONDS = 1;
/** Time for the queue to fill or to drain. */
const SETTLE_MS = 500;

const rate = numberOption('--rate', 200);
const rounds = numberOption('--rounds', 15);
const cores = findCores();
const machine = describeMachine(cores);
// PostgreSQL is a child of this process and inherits its core.
if (cores) pin(process.pid, cores.load);

const generator = startNode(cores?.load, [pathOf('load.mjs')]);
const flooder = startNode(cores?.load, [pathOf('flooder.mjs')]);

/**
 * @param {string} database
 * @param {string} url
 * @returns {Promise<Result[]>}
 */
async function measureOn(database, url) {
  // Without limits, so that the flood reaches the queue of the hashes.
  const variables = { TRUST_PROXY: '127.0.0.0/8', LOGIN_THROTTLE: 'off' };
  const server = await startKeyturn(url, cores, generator, variables);
  try {
    const results = [];
    for (const one of CASES) results.push(await measureCase(one, database, server));
    return results;
  } finally {
    await server.stop();
  }
}

/**
 * @param {Case} one
 * @param {string} database
 * @param {import('./contestants.mjs').Server} server
 * @returns {Promise<Result>}
 */
async function measureCase(one, database, server) {
  process.stderr.write(`${database}: ${one.name} …\n`);
  await server.measure(one, SECONDS);
  const calm = [];
  const flooded = [];
  const responses = [];
  for (let round = 0; round < rounds; round++) {
    calm.push(await server.measure(one, SECONDS));
    const { result, statuses } = await whileFlooded(server.origin, () =>
      server.measure(one, SECONDS),
    );
    flooded.push(result);
    responses.push(statuses);
  }
  return { one, database, calm, flooded, statuses: sumOfStatuses(responses) };
}

/**
 * @template T
 * @param {string} origin
 * @param {() => Promise<T>} work
 */
async function whileFlooded(origin, work) {
  await query(flooder, { origin, perSecond: rate });
  await setTimeout(SETTLE_MS);
  const result = await work();
  /** @type {Statuses} */
  const statuses = await query(flooder, {});
  await setTimeout(SETTLE_MS);
  return { result, statuses };
}

/** @param {import('./temporary-databases.mjs').Databases} databases */
async function measureAll(databases) {
  const results = [];
  for (const [name, create] of databases)
    results.push(...(await measureOn(name, await create('flooded'))));
  return results;
}

/** @param {Result} result */
function rowOf({ one, database, calm, flooded, statuses }) {
  const of = (/** @type {Figures[]} */ all, /** @type {'rate' | 'p50' | 'p99'} */ name) =>
    median(all.map((figures) => figures[name]));
  const pair = (/** @type {'rate' | 'p50' | 'p99'} */ name, digits = 1) =>
    `${of(calm, name).toFixed(digits)} / ${of(flooded, name).toFixed(digits)}`;
  const { latency, must, aim = '' } = one;
  // Each round with the flood follows one without it, on a machine in the same state.
  const factors = calm.map((quiet, round) => (flooded[round]?.[latency] ?? NaN) / quiet[latency]);
  const factor = median(factors);
  const failed = [...calm, ...flooded].flatMap((figures) => figures.errors);
  const errors = [...failed, ...floodProblemsIn(statuses)].map((error) => `${one.name}, ${database}: ${error}`); // prettier-ignore
  const isMet = factor <= must && errors.length === 0;
  const spread = `${Math.min(...factors).toFixed(2)} to ${Math.max(...factors).toFixed(2)}`;
  const cells = [one.name, database, pair('rate', 0), pair('p50'), pair('p99'), latency, `${factor.toFixed(2)} (${spread})`, must, aim]; // prettier-ignore
  return { line: `| ${cells.join(' | ')} |`, isMet, errors };
}

const results = await withDatabases(measureAll).finally(() =>
  Promise.all([stop(generator), stop(flooder)]),
);
const rows = results.map(rowOf);
process.stdout.write(`${machine.map((line) => `- ${line}`).join('\n')}
- flood: ${rate} log-ins per second from one address, over 4 connections at a time, pipelined
- responses to it: ${JSON.stringify(sumOfStatuses(results.map(({ statuses }) => statuses)))}
- ${rounds} rounds with and without the flood alternate; medians

Without / with the flood. The factor is that of the latency in the column before it.

| case | database | req/s | p50 ms | p99 ms | latency | factor (minimum to maximum) | must | aim |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.map(({ line }) => line).join('\n')}
`);
for (const error of new Set(rows.flatMap(({ errors }) => errors))) console.log(`- ${error}`);
process.exitCode = rows.every(({ isMet }) => isMet) ? 0 : 1;
