/**
 * Formats results as Markdown.
 *
 * @typedef {import('./contest.mjs').Result} Result
 */

const HEADINGS = [
  'case',
  'database',
  'req/s',
  'p50 ms',
  'p99 ms',
  'CPU µs/req',
  'core busy',
  'errors',
  'ratio of rates (minimum to maximum)',
  'ratio of CPU',
  'target',
];

/**
 * @param {readonly Result[]} results
 * @returns {string}
 */
export function tableOf(results) {
  const rows = [HEADINGS, HEADINGS.map(() => '---'), ...results.map(rowOf)];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** @param {Result} result */
function rowOf(result) {
  const { keyturn, baseline, ratios } = result;
  const both = (
    /** @type {'rate' | 'p50' | 'p99' | 'cpuUs' | 'busy'} */ name,
    /** @type {(value: number) => string} */ format,
  ) => `${format(keyturn[name])} / ${format(baseline[name])}`;
  return [
    result.case.name,
    result.database,
    both('rate', whole),
    both('p50', fine),
    both('p99', fine),
    both('cpuUs', whole),
    both('busy', percent),
    String(errorsOf(result).length),
    `**${ratio(result.ratio)}** (${ratio(ratios[0])} to ${ratio(ratios.at(-1))})`,
    ratio(result.cpuRatio),
    targetOf(result),
  ];
}

/** @param {Result} result */
function targetOf(result) {
  const { target } = result.case;
  if (target === undefined) return '';
  return `${target}: ${isMissed(result) ? 'MISSED' : 'met'}`;
}

/** @param {Result} result */
const isMissed = ({ case: { target = 0 }, ratio }) => !(ratio >= target);

/** @param {Result} result */
const errorsOf = ({ keyturn, baseline }) => [...keyturn.errors, ...baseline.errors];

const fixed = (/** @type {number} */ value, /** @type {number} */ digits) =>
  Number.isNaN(value) ? '-' : value.toFixed(digits);
const whole = (/** @type {number} */ value) => fixed(value, 0);
const fine = (/** @type {number} */ value) => fixed(value, value < 10 ? 2 : 1);
const percent = (/** @type {number} */ value) => `${fixed(value * 100, 0)} %`;
const ratio = (/** @type {number} */ value = NaN) => fixed(value, 2);

const nameOf = (/** @type {Result} */ result) => `${result.case.name}, ${result.database}`;

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
        `${nameOf(result)}: the ratio is ${ratio(result.ratio)}, the target is ${result.case.target}`,
    ),
];
