/**
 * Formats the time of the parts of the service for a request.
 *
 * @typedef {{ name: string, us: number }} Part `us`: microseconds for a request
 * @typedef {{ database: string, parts: readonly Part[], profiledCpuUs: number, cpuUs: number }} PartsResult
 *   CPU time of the process for a request, of all threads. `profiledCpuUs`: while it was profiled;
 *   `cpuUs`: of the bundle without the profiler
 */
import { barChart } from './bar-chart.mjs';
import { saveSection, SECTIONS } from './page-section.mjs';
import { markdown, whole } from './report.mjs';

/** @param {readonly PartsResult[]} results */
export function tableOfParts(results) {
  const names = results[0]?.parts.map(({ name }) => name) ?? [];
  const rows = names.map((name) => [name, ...results.map((result) => cellOf(result, name))]);
  return markdown([
    ['µs for a refresh', ...results.map(({ database }) => database)],
    ...rows,
    ['**main thread, without idle time**', ...results.map((result) => whole(totalOf(result)))],
    ['CPU time of all threads, profiled', ...results.map((result) => whole(result.profiledCpuUs))],
    ['CPU time of all threads, bundle', ...results.map(({ cpuUs }) => whole(cpuUs))],
  ]);
}

/** @param {PartsResult} result @param {string} name */
const usOf = ({ parts }, name) => parts.find((part) => part.name === name)?.us ?? NaN;

/** @param {PartsResult} result */
const totalOf = ({ parts }) => parts.reduce((sum, { us }) => sum + us, 0);

/** @param {PartsResult} result @param {string} name */
function cellOf(result, name) {
  const us = usOf(result, name);
  return `${whole(us)} (${whole((100 * us) / totalOf(result))} %)`;
}

/**
 * @param {readonly PartsResult[]} results
 * @returns {import('./bar-chart.mjs').Group[]} one for each part, with a bar for each database
 */
export const groupsOfParts = (results) =>
  (results[0]?.parts ?? []).map(({ name }) => ({
    name,
    bars: results.map((result) => ({ name: result.database, value: usOf(result, name) })),
  }));

const PICTURE = 'performance-parts.svg';
const TITLE = 'Time of the main thread for a refresh, by part of the service';

/**
 * Writes the section of docs/performance.md and its picture.
 *
 * @param {readonly PartsResult[]} results
 * @param {readonly string[]} conditions
 */
export async function writePartsSection(results, conditions) {
  const chart = { title: TITLE, unit: 'µs, 64 clients', groups: groupsOfParts(results) };
  const picture = { name: PICTURE, title: TITLE, svg: barChart(chart) };
  const command = 'npm run bench:profile -- --write';
  const table = tableOfParts(results);
  await saveSection(SECTIONS.parts, picture, { introduction: INTRODUCTION, table, command, conditions }); // prettier-ignore
}

const INTRODUCTION =
  'A CPU profile of V8 shows where the main thread uses the time of a refresh. [The ' +
  'benchmark](../bench/README.md#profile-a-refresh) describes the parts. On SQLite, the database ' +
  'includes the wait for the disk.';
