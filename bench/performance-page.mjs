/**
 * Writes docs/performance.md and its pictures from the results of a run.
 *
 * @typedef {import('./contest.mjs').Result} Result
 * @typedef {import('./bar-chart.mjs').Group} Group
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { barChart } from './bar-chart.mjs';
import { pathOf } from './child.mjs';
import { tableOf, tableOfWrites } from './report.mjs';

/**
 * @param {readonly Result[]} results
 * @param {readonly string[]} conditions of the run: machine and method
 */
export async function writePerformancePage(results, conditions) {
  const requests = results.filter(({ case: { request } }) => request !== 'logIn');
  const refreshes = results.filter(({ case: { request } }) => request === 'refresh');
  write('performance-cpu.svg', {
    title: 'CPU time of the server for a request',
    unit: 'µs, less is better',
    groups: groupsOf(requests, ({ cpuUs }) => cpuUs),
  });
  write('performance-rate.svg', {
    title: 'Refreshes per second, with one core for the server',
    unit: 'more is better',
    groups: groupsOf(refreshes, ({ rate }) => rate),
  });
  const measured = measuredWith('npm run bench -- --write');
  await writePage('performance.md', pageOf(results, conditions, measured));
}

/**
 * @param {string} name of the file in docs/
 * @param {string} page
 */
export const writePage = async (name, page) =>
  writeFileSync(pathOf(`../docs/${name}`), await format(page, OPTIONS));

/** @type {import('prettier').Options} */
const OPTIONS = { parser: 'markdown', printWidth: 100, singleQuote: true };

/**
 * @param {string} name of the file
 * @param {import('./bar-chart.mjs').Chart} chart
 */
const write = (name, chart) => writeFileSync(pathOf(`../docs/${name}`), barChart(chart));

/**
 * Returns the bars of each case: that of Keyturn, and those of the baselines.
 *
 * @param {readonly Result[]} results
 * @param {(figures: import('./contestants.mjs').Figures) => number} valueOf
 * @returns {Group[]}
 */
export function groupsOf(results, valueOf) {
  /** @type {Map<string, Group & { bars: import('./bar-chart.mjs').Bar[] }>} */
  const groups = new Map();
  for (const { case: one, database, baselineName, keyturn, baseline } of results) {
    const name = `${one.name}, ${database === 'PostgreSQL' ? 'PG' : database}`;
    const group = groups.get(name) ?? {
      name,
      bars: [{ name: 'Keyturn', value: valueOf(keyturn) }],
    };
    group.bars.push({ name: baselineName, value: valueOf(baseline) });
    groups.set(name, group);
  }
  return [...groups.values()];
}

/** @param {string} command of the run */
export function measuredWith(command) {
  const commit = execFileSync('git', ['rev-parse', '--short=7', 'HEAD'], { encoding: 'utf8' });
  const date = new Date().toISOString().slice(0, 10);
  return `Measured ${date} at commit ${commit.trim()} with \`${command}\`.`;
}

/**
 * @param {readonly Result[]} results
 * @param {readonly string[]} conditions
 * @param {string} measured
 */
const pageOf = (results, conditions, measured) => `# Performance

Keyturn is compared with a **plain** server, which does the same work with Fastify alone: no framework, no limits, no log, no detailed errors. The **batching** server also shares commits between refreshes. **argon2id** only hashes. [The benchmark](../bench/README.md) describes them, the method and the targets, and runs on your machine. [Comparison with peers](performance-peers.md) has the same for other products.

![CPU time of the server for a request, for each case](performance-cpu.svg)

![Refreshes per second for each number of clients](performance-rate.svg)

Each cell is Keyturn / baseline. A ratio above 1 means that Keyturn is faster, or needs less CPU time.

${tableOf(results)}

${measured}

${conditions.map((line) => `- ${line}`).join('\n')}

## Understand the differences

Keyturn does more for a request than the plain server. Its additional CPU time is mostly that of:

- the pipeline of Nest: hooks, guards, decorators and promises;
- the log: one line for each request, and one for each event;
- headers for security, the ID of the request, the check of its host, and the limits of each address and session;
- the checks of [Rotation](rotation.md), and events for metrics, audit and webhook.

Refreshes of several clients are faster than on the plain server where a commit costs more than this, because they [share a commit](rotation.md#one-statement-decides). A single client waits for all of it, and its code runs less often, so it also stays slower. A guarded request of the plain server computes an HMAC each time. Keyturn remembers the tokens that it has verified.

A log-in is mostly the hash. Argon2id uses 19 MiB each time, which removes the code and the data of the server from the caches of the processor. So the rest of a log-in takes several times as long as that of a refresh.

## Writes

${tableOfWrites(results)}

${measured}

On SQLite, the write calls include those of Keyturn's log.
`;
