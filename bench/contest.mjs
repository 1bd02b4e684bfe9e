import { median } from './samples.mjs';

/**
 * Ours against a baseline, in turns.
 *
 * @typedef {import('./contestants.mjs').Contestant} Contestant
 * @typedef {import('./contestants.mjs').Figures} Figures
 * @typedef {import('./plan.mjs').Case} Case
 * @typedef {import('./plan.mjs').Pace} Pace
 * @typedef {{ ours: Figures, baseline: Figures }} Round
 * @typedef {{ case: Case, database: string, ours: Figures, baseline: Figures, ratio: number, ratios: number[], cpuRatio: number }} Result
 *   The better, the greater: `ratio` is our rate by the baseline's, `cpuRatio` its CPU by ours.
 *   Each is the median of the rounds' own; `ratios` are those of every round, in order of size.
 */

/**
 * @param {Case} one
 * @param {string} database
 * @param {Contestant} ours
 * @param {Contestant} baseline
 * @param {Pace} pace
 * @returns {Promise<Result>}
 */
export async function compete(one, database, ours, baseline, { rounds, seconds, warmUpSeconds }) {
  await ours.measure(one, warmUpSeconds);
  await baseline.measure(one, warmUpSeconds);
  /** @type {Round[]} */
  const all = [];
  for (let round = 0; round < rounds; round++) {
    // Who comes first changes: a machine that slows down slows both alike.
    const first = round % 2 === 0 ? ours : baseline;
    const before = await first.measure(one, seconds);
    const after = await (first === ours ? baseline : ours).measure(one, seconds);
    all.push(first === ours ? pair(before, after) : pair(after, before));
  }
  return { case: one, database, ...check(all) };
}

/**
 * @param {Figures} ours
 * @param {Figures} baseline
 * @returns {Round}
 */
const pair = (ours, baseline) => ({ ours, baseline });

/** @param {readonly Round[]} rounds */
function check(rounds) {
  const ratios = rounds.map(({ ours, baseline }) => ours.rate / baseline.rate);
  return {
    ours: medians(rounds.map(({ ours }) => ours)),
    baseline: medians(rounds.map(({ baseline }) => baseline)),
    ratio: median(ratios),
    ratios: ratios.sort((a, b) => a - b),
    cpuRatio: median(rounds.map(({ ours, baseline }) => baseline.cpuUs / ours.cpuUs)),
  };
}

/**
 * @param {readonly Figures[]} all
 * @returns {Figures}
 */
function medians(all) {
  const of = (/** @type {'rate' | 'p50' | 'p99' | 'cpuUs' | 'busy'} */ name) =>
    median(all.map((figures) => figures[name]));
  return {
    rate: of('rate'),
    p50: of('p50'),
    p99: of('p99'),
    cpuUs: of('cpuUs'),
    busy: of('busy'),
    errors: all.flatMap(({ errors }) => errors),
  };
}
