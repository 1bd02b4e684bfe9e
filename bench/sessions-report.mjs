/**
 * Formats the latencies for each number of sessions.
 *
 * @typedef {import('./contestants.mjs').Figures} Figures
 * @typedef {{ large: Figures, small: Figures, ratio: number, ratios: number[] }} SizeSummary
 *   `ratio`: the median latency with many sessions divided by that with few, the median of the rounds;
 *   `ratios`: those of all rounds, sorted
 * @typedef {SizeSummary & { case: import('./plan.mjs').Case, database: string, sessions: number, few: number }} SizeResult
 *   `few`: the sessions in the small table
 */
import { medians } from './contest.mjs';
import { lineChart } from './line-chart.mjs';
import { saveSection, SECTIONS } from './page-section.mjs';
import { fine, markdown, ratio, whole } from './report.mjs';
import { median } from './samples.mjs';

/** The median latency may grow by at most this factor. */
const TARGET = { must: 1.2, aim: 1.1 };

/**
 * @param {readonly (readonly Figures[])[]} rounds each with the figures of the large and the small table
 * @returns {SizeSummary}
 */
export function summarizeSizes(rounds) {
  const of = (/** @type {number} */ index) =>
    rounds.map((round) => /** @type {Figures} */ (round[index]));
  const [large, small] = [of(0), of(1)];
  const ratios = large.map(({ p50 }, round) => p50 / (small[round]?.p50 ?? NaN));
  return {
    large: medians(large),
    small: medians(small),
    ratio: median(ratios),
    ratios: ratios.sort((a, b) => a - b),
  };
}

const HEADINGS = [
  'case',
  'database',
  'sessions',
  'p50 ms',
  'p99 ms',
  'CPU µs/req',
  'ratio of p50 (minimum to maximum)',
  'must',
  'aim',
];

/** @param {readonly SizeResult[]} results */
export const tableOfSizes = (results) => markdown([HEADINGS, ...results.map(rowOf)]);

/** @param {SizeResult} result */
function rowOf({ case: one, database, sessions, large, small, ratio: grown, ratios }) {
  const both = (/** @type {'p50' | 'p99'} */ name) => `${fine(large[name])} / ${fine(small[name])}`;
  return [
    one.name,
    database,
    sessions.toLocaleString('en'),
    both('p50'),
    both('p99'),
    `${whole(large.cpuUs)} / ${whole(small.cpuUs)}`,
    `**${ratio(grown)}** (${ratio(ratios[0])} to ${ratio(ratios.at(-1))})`,
    grown <= TARGET.must ? `${TARGET.must}: met` : `${TARGET.must}: MISSED`,
    grown <= TARGET.aim ? `${TARGET.aim}: met` : `${TARGET.aim}: missed`,
  ];
}

/**
 * @param {readonly SizeResult[]} results
 * @returns {string[]} the failed requests and the missed targets
 */
export const problemsIn = (results) =>
  results.flatMap(({ case: one, database, sessions, large, small, ratio: grown }) => {
    const name = `${one.name}, ${database}, ${sessions} sessions`;
    const errors = [...new Set([...large.errors, ...small.errors])];
    const missed = grown <= TARGET.must ? [] : [`the ratio of p50 is ${ratio(grown)}, the maximum is ${TARGET.must}`]; // prettier-ignore
    return [...errors, ...missed].map((problem) => `${name}: ${problem}`);
  });

/**
 * Returns a panel for each database, with the cases of several clients.
 *
 * @param {readonly SizeResult[]} results
 * @returns {import('./line-chart.mjs').Panel[]}
 */
export function sizePanelsOf(results) {
  const several = results.filter((result) => result.case.clients > 1);
  return unique(several, ({ database }) => database).map((database) => {
    const all = several.filter((result) => result.database === database);
    const names = unique(all, (result) => result.case.name);
    return { name: database, lines: names.flatMap((name, color) => linesOf(all, name, color)) };
  });
}

/**
 * @template T
 * @param {readonly T[]} all
 * @param {(one: T) => string} nameOf
 */
const unique = (all, nameOf) => [...new Set(all.map(nameOf))];

/**
 * Returns the line of the large table, and that of the small one in the same rounds.
 *
 * @param {readonly SizeResult[]} all
 * @param {string} name of the case
 * @param {number} color
 * @returns {import('./line-chart.mjs').Line[]}
 */
function linesOf(all, name, color) {
  const results = all.filter((result) => result.case.name === name);
  const few = results[0]?.few.toLocaleString('en');
  return /** @type {const} */ (['large', 'small']).map((table) => ({
    name: table === 'large' ? name.replace(/, \d+ clients$/, '') : `with ${few} sessions`,
    color,
    isDashed: table === 'small',
    points: results.map((result) => /** @type {const} */ ([result.sessions, result[table].p50])),
  }));
}

const PICTURE = 'performance-sessions.svg';

/**
 * Writes the section of docs/performance.md and its picture.
 *
 * @param {readonly SizeResult[]} results
 * @param {readonly string[]} conditions
 */
export async function writeSessionsSection(results, conditions) {
  const title = 'Median latency with 16 clients for each number of sessions';
  const panels = sizePanelsOf(results);
  const svg = lineChart({ title, unit: 'ms', xName: 'sessions in the table', panels });
  const table = tableOfSizes(results);
  const command = 'npm run bench:sessions -- --write';
  const introduction = introductionOf(results);
  await saveSection(SECTIONS.sessions, { name: PICTURE, title, svg }, { introduction, table, command, conditions }); // prettier-ignore
}

/** @param {readonly SizeResult[]} results */
const introductionOf = ([first]) =>
  `Each cell is the service with this number of active sessions / the same service with ${first?.few.toLocaleString('en')}. ` +
  'A client refreshes its own session or, in the cases of **any session**, a random one of the ' +
  'table, whose pages are rarely in memory. [The ' +
  'benchmark](../bench/README.md#measure-many-sessions) has the method.';
