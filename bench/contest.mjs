import { median, medianDeviation } from './samples.mjs';

/**
 * Compares Keyturn with baselines, in alternating rounds.
 *
 * @typedef {import('./contestants.mjs').Contestant} Contestant
 * @typedef {import('./contestants.mjs').Figures} Figures
 * @typedef {import('./plan.mjs').Case} Case
 * @typedef {import('./plan.mjs').Pace} Pace
 * @typedef {{ name: string, contestant: Contestant, hasTarget: boolean }} Baseline
 *   A baseline without a target is for information.
 * @typedef {{ keyturn: Figures, baseline: Figures }} Round
 * @typedef {{ keyturn: Figures, baseline: Figures, ratio: number, ratios: number[], cpuRatio: number, cpuNoise: number }} Summary
 *   A greater ratio is better. `ratio`: the rate of Keyturn divided by that of the baseline.
 *   `cpuRatio`: the CPU time of the baseline divided by that of Keyturn. Both are medians over the
 *   rounds. `ratios`: those of all rounds, sorted. `cpuNoise`: the median deviation of `cpuRatio`.
 * @typedef {Summary & { case: Case, database: string, baselineName: string, target: import('./plan.mjs').Target | undefined }} Result
 */

/**
 * @param {Case} one
 * @param {string} database
 * @param {Contestant} keyturn
 * @param {readonly Baseline[]} baselines
 * @param {Pace} pace
 * @returns {Promise<Result[]>} one for each baseline
 */
export async function compete(one, database, keyturn, baselines, pace) {
  const contestants = [keyturn, ...baselines.map(({ contestant }) => contestant)];
  const rounds = await measureRounds(one, contestants, pace);
  return baselines.map(({ name, hasTarget }, index) => ({
    case: one,
    database,
    baselineName: name,
    target: hasTarget ? one.targets?.[database] : undefined,
    ...summarize(rounds.map((figures) => roundOf(figures, index + 1))),
  }));
}

/**
 * @param {Case} one
 * @param {readonly Contestant[]} contestants
 * @param {Pace} pace
 * @returns {Promise<Figures[][]>} of each round, in the order of the contestants
 */
export async function measureRounds(one, contestants, pace) {
  const { rounds, seconds } = pace;
  for (const contestant of contestants) await warmUp(one, contestant, pace);
  const all = [];
  for (let round = 0; round < rounds; round++) {
    /** @type {Figures[]} */
    const figures = [];
    // The order changes, so that a machine that slows down affects all equally.
    for (let turn = 0; turn < contestants.length; turn++) {
      const index = (round + turn) % contestants.length;
      figures[index] = await /** @type {Contestant} */ (contestants[index]).measure(one, seconds);
    }
    all.push(figures);
  }
  return all;
}

/** On a busy machine, the compiler of V8 needs more time for the same number of requests. */
const MAX_WARM_UPS = 10;

/**
 * @param {Case} one
 * @param {Contestant} contestant
 * @param {Pace} pace
 */
async function warmUp(one, contestant, { warmUpSeconds, warmUpRequests = 0 }) {
  let requests = 0;
  for (let i = 0; i === 0 || (i < MAX_WARM_UPS && requests < warmUpRequests); i++)
    requests += (await contestant.measure(one, warmUpSeconds)).rate * warmUpSeconds;
}

/**
 * @param {readonly Figures[]} figures
 * @param {number} index of the baseline
 */
const roundOf = (figures, index) =>
  /** @type {Round} */ ({ keyturn: figures[0], baseline: figures[index] });

/**
 * @param {readonly Round[]} rounds
 * @returns {Summary}
 */
export function summarize(rounds) {
  const ratios = rounds.map(({ keyturn, baseline }) => keyturn.rate / baseline.rate);
  const cpuRatios = rounds.map(({ keyturn, baseline }) => baseline.cpuUs / keyturn.cpuUs);
  return {
    keyturn: medians(rounds.map(({ keyturn }) => keyturn)),
    baseline: medians(rounds.map(({ baseline }) => baseline)),
    ratio: median(ratios),
    ratios: ratios.sort((a, b) => a - b),
    cpuRatio: median(cpuRatios),
    cpuNoise: medianDeviation(cpuRatios),
  };
}

/**
 * @param {readonly Figures[]} all
 * @returns {Figures}
 */
export function medians(all) {
  const of = (/** @type {Exclude<keyof Figures, 'errors'>} */ name) =>
    median(all.map((figures) => figures[name]));
  return {
    requests: of('requests'),
    rate: of('rate'),
    p50: of('p50'),
    p99: of('p99'),
    cpuUs: of('cpuUs'),
    busy: of('busy'),
    perVcpu: of('perVcpu'),
    walBytes: of('walBytes'),
    writeCalls: of('writeCalls'),
    errors: all.flatMap(({ errors }) => errors),
  };
}
