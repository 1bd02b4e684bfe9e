/**
 * Formats results as Markdown.
 *
 * @typedef {import('./contest.mjs').Result} Result
 * @typedef {Exclude<keyof import('./contestants.mjs').Figures, 'errors'>} FigureName
 * @typedef {(value: number) => string} Format
 */

const headingsOf = (/** @type {string} */ baseline) => [
  'case',
  'database',
  baseline,
  'req/s',
  'p50 ms',
  'p99 ms',
  'CPU µs/req',
  'core busy',
  'req/s and vCPU',
  'errors',
  'ratio of rates (minimum to maximum)',
  'ratio of CPU ± noise',
  'must',
  'aim',
];

/**
 * @param {readonly Result[]} results
 * @param {string} baseline what the third column contains
 */
export const tableOf = (results, baseline = 'baseline') =>
  markdown([headingsOf(baseline), ...results.map(rowOf)]);

const WRITE_HEADINGS = [
  'case',
  'database',
  'baseline',
  'KiB per 100 refreshes',
  'write calls per 100 refreshes',
];

/**
 * @param {readonly Result[]} results
 * @returns {string} the writes of refreshes
 */
export const tableOfWrites = (results) =>
  markdown([
    WRITE_HEADINGS,
    ...results.filter(({ case: { request } }) => request === 'refresh').map(writesOf),
  ]);

const GATE_HEADINGS = ['case', 'database', 'CPU µs/req', 'ratio of CPU ± noise', 'limit', 'result'];

/** @param {readonly Result[]} results */
export const tableOfGate = (results) => markdown([GATE_HEADINGS, ...results.map(gateRowOf)]);

/** @param {readonly (readonly string[])[]} rows of cells */
export function markdown([headings = [], ...rows]) {
  return [headings, headings.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** @param {Result} result */
function rowOf(result) {
  const { target, ratios } = result;
  return [
    ...nameCellsOf(result),
    both(result, 'rate', whole),
    both(result, 'p50', fine),
    both(result, 'p99', fine),
    both(result, 'cpuUs', whole),
    both(result, 'busy', percent),
    both(result, 'perVcpu', whole),
    String(errorsOf(result).length),
    `**${ratio(result.ratio)}** (${ratio(ratios[0])} to ${ratio(ratios.at(-1))})`,
    cpuRatioOf(result),
    comparison(result.ratio, target?.must, 'MISSED'),
    comparison(result.ratio, target?.aim, 'missed'),
  ];
}

/** @param {Result} result */
const writesOf = (result) => [
  ...nameCellsOf(result),
  both(result, 'walBytes', (bytes) => fine((bytes * 100) / 1024)),
  both(result, 'writeCalls', (calls) => fine(calls * 100)),
];

/** @param {Result} result */
const gateRowOf = (result) => [
  result.case.name,
  result.database,
  both(result, 'cpuUs', whole),
  cpuRatioOf(result),
  ratio(limitOf(result)),
  isBelowLimit(result) ? 'FAILED' : 'passed',
];

/** @param {Result} result */
const cpuRatioOf = ({ cpuRatio, cpuNoise }) => `${ratio(cpuRatio)} ± ${ratio(cpuNoise)}`;

/** @param {Result} result */
const nameCellsOf = (result) => [result.case.name, result.database, result.baselineName];

/**
 * @param {Result} result
 * @param {FigureName} name
 * @param {Format} format
 */
const both = ({ keyturn, baseline }, name, format) =>
  `${format(keyturn[name])} / ${format(baseline[name])}`;

/**
 * @param {number} value
 * @param {number | undefined} minimum
 * @param {string} missed
 */
const comparison = (value, minimum, missed) =>
  minimum === undefined ? '' : `${minimum}: ${value >= minimum ? 'met' : missed}`;

/** @param {Result} result */
const isMissed = ({ target, ratio }) => target !== undefined && !(ratio >= target.must);

/** @param {Result} result */
const limitOf = (result) => result.case.cpuLimits?.[result.database] ?? NaN;

/**
 * Checks a result against the limit of the gate. A difference within the noise does not count.
 *
 * @param {Result} result
 */
export const isBelowLimit = (result) => !(result.cpuRatio + result.cpuNoise >= limitOf(result));

/** @param {Result} result */
const errorsOf = ({ keyturn, baseline }) => [...keyturn.errors, ...baseline.errors];

const fixed = (/** @type {number} */ value, /** @type {number} */ digits) =>
  Number.isNaN(value) ? '-' : value.toFixed(digits);
export const whole = (/** @type {number} */ value) => fixed(value, 0);
export const fine = (/** @type {number} */ value) => fixed(value, value < 10 ? 2 : 1);
const percent = (/** @type {number} */ value) => `${fixed(value * 100, 0)} %`;
export const ratio = (/** @type {number} */ value = NaN) => fixed(value, 2);

const nameOf = (/** @type {Result} */ result) =>
  `${result.case.name}, ${result.database}, ${result.baselineName}`;

/**
 * @param {readonly Result[]} results
 * @returns {string[]} the failed requests, each error once
 */
export const failuresIn = (results) =>
  results.flatMap((result) =>
    [...new Set(errorsOf(result))].map((error) => `${nameOf(result)}: ${error}`),
  );

/**
 * @param {readonly Result[]} results
 * @returns {string[]} the failed requests and the missed targets
 */
export const problemsIn = (results) => [
  ...failuresIn(results),
  ...results
    .filter(isMissed)
    .map(
      (result) =>
        `${nameOf(result)}: the ratio is ${ratio(result.ratio)}, the target is ${result.target?.must}`,
    ),
];

/**
 * @param {readonly Result[]} results
 * @returns {string[]} the failed requests and the CPU times above the limit
 */
export const gateProblemsIn = (results) => [
  ...failuresIn(results),
  ...results
    .filter(isBelowLimit)
    .map(
      (result) =>
        `${nameOf(result)}: the ratio of CPU is ${cpuRatioOf(result)}, ` +
        `the limit is ${ratio(limitOf(result))}`,
    ),
];
