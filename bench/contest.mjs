import { median } from './samples.mjs';

/**
 * Compares Keyturn with a baseline, in alternating rounds.
 *
 * @typedef {import('./contestants.mjs').Contestant} Contestant
 * @typedef {import('./contestants.mjs').Figures} Figures
 * @typedef {import('./plan.mjs').Case} Case
 * @typedef {import('./plan.mjs').Pace} Pace
 * @typedef {{ keyturn: Figures, baseline: Figures }} Round
 * @typedef {{ case: Case, database: string, keyturn: Figures, baseline: Figures, ratio: number, ratios: number[], cpuRatio: number }} Result
 *   A greater ratio is better. `ratio`: the rate of Keyturn divided by that of the baseline.
 *   `cpuRatio`: the CPU time of the baseline divided by that of Keyturn. Both are medians over the
 *   rounds. `ratios`: those of all rounds, sorted.
 */

/**
 * @param {Case} one
 * @param {string} database
 * @param {Contestant} keyturn
 * @param {Contestant} baseline
 * @param {Pace} pace
 * @returns {Promise<Result>}
 */
export async function compete(
  one,
  database,
  keyturn,
  baseline,
  { rounds, seconds, warmUpSeconds },
) {
  await keyturn.measure(one, warmUpSeconds);
  await baseline.measure(one, warmUpSeconds);
  /** @type {Round[]} */
  const all = [];
  for (let round = 0; round < rounds; round++) {
    // The order alternates, so that a machine that slows down affects both equally.
    const first = round % 2 === 0 ? keyturn : baseline;
    const before = await first.measure(one, seconds);
    const after = await (first === keyturn ? baseline : keyturn).measure(one, seconds);
    all.push(first === keyturn ? pair(before, after) : pair(after, before));
  }
  return { case: one, database, ...summarize(all) };
}

/**
 * @param {Figures} keyturn
 * @param {Figures} baseline
 * @returns {Round}
 */
const pair = (keyturn, baseline) => ({ keyturn, baseline });

/** @param {readonly Round[]} rounds */
function summarize(rounds) {
  const ratios = rounds.map(({ keyturn, baseline }) => keyturn.rate / baseline.rate);
  return {
    keyturn: medians(rounds.map(({ keyturn }) => keyturn)),
    baseline: medians(rounds.map(({ baseline }) => baseline)),
    ratio: median(ratios),
    ratios: ratios.sort((a, b) => a - b),
    cpuRatio: median(rounds.map(({ keyturn, baseline }) => baseline.cpuUs / keyturn.cpuUs)),
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
