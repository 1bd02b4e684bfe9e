/**
 * Writes docs/performance.md and its pictures from the results of a run.
 *
 * @typedef {import('./contest.mjs').Result} Result
 * @typedef {import('./bar-chart.mjs').Group} Group
 */
import { barChart } from './bar-chart.mjs';
import { lineChart } from './line-chart.mjs';
import {
  measuredLine,
  readPerformancePage,
  savePerformancePage,
  savePicture,
  sectionIn,
  SECTIONS,
} from './page-section.mjs';
import { tableOf, tableOfWrites } from './report.mjs';

/**
 * @param {readonly Result[]} results
 * @param {readonly string[]} conditions of the run: machine and method
 */
export async function writePerformancePage(results, conditions) {
  const requests = results.filter(({ case: { request } }) => request !== 'logIn');
  const refreshes = results.filter(({ case: { request } }) => request === 'refresh');
  const cpu = {
    title: 'CPU time of the server for a request',
    unit: 'µs, less is better',
    groups: groupsOf(requests, ({ cpuUs }) => cpuUs),
  };
  const rates = {
    title: 'Refreshes per second, with one core for the server',
    unit: 'more is better',
    groups: groupsOf(refreshes, ({ rate }) => rate),
  };
  const latency = {
    title: 'Latency of a refresh for each number of clients',
    unit: 'ms, less is better',
    xName: 'clients',
    panels: latencyPanelsOf(refreshes.filter(({ baselineName }) => baselineName === 'plain')),
  };
  savePicture('performance-cpu.svg', barChart(cpu));
  savePicture('performance-rate.svg', barChart(rates));
  savePicture('performance-latency.svg', lineChart(latency));
  const page = pageOf(results, conditions, measuredLine('npm run bench -- --write'));
  await savePerformancePage(page + sectionsOfOthers(readPerformancePage()));
}

/** @param {string} page */
const sectionsOfOthers = (page) =>
  Object.values(SECTIONS)
    .map((heading) => `\n${sectionIn(page, heading)}`)
    .join('');

/**
 * Returns a panel for each database, with the latencies of Keyturn and of the plain server.
 *
 * @param {readonly Result[]} results of refreshes
 * @returns {import('./line-chart.mjs').Panel[]}
 */
export function latencyPanelsOf(results) {
  const lines = /** @type {const} */ ([
    ['Keyturn', 'keyturn', 0],
    ['plain', 'baseline', 1],
  ]).flatMap(([name, server, color]) =>
    /** @type {const} */ (['p50', 'p99']).map((quantile) => ({ name, server, color, quantile })),
  );
  return [...new Set(results.map(({ database }) => database))].map((database) => ({
    name: database,
    lines: lines.map(({ name, server, color, quantile }) => ({
      name: `${name}, ${quantile}`,
      color,
      isDashed: quantile === 'p99',
      points: results
        .filter((result) => result.database === database)
        .map((result) => /** @type {const} */ ([result.case.clients, result[server][quantile]]))
        .sort(([a], [b]) => a - b),
    })),
  }));
}

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

/**
 * @param {readonly Result[]} results
 * @param {readonly string[]} conditions
 * @param {string} measured
 */
const pageOf = (results, conditions, measured) => `# Performance

Keyturn is compared with a **plain** server, which does the same work with Fastify alone: no framework, no limits, no log, no detailed errors. The **batching** server also shares commits between refreshes. **argon2id** only hashes. [The benchmark](../bench/README.md) describes them, the method and the targets, and runs on your machine. [Comparison with peers](performance-peers.md) has the same for other products.

![CPU time of the server for a request, for each case](performance-cpu.svg)

![Refreshes per second for each number of clients](performance-rate.svg)

![Latency of a refresh for each number of clients, median and 99th percentile](performance-latency.svg)

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
