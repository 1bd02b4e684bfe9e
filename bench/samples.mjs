/**
 * Durations of requests, and their statistics.
 *
 * @typedef {{ requests: number, seconds: number, p50: number, p99: number, errors: string[] }} Sample
 *   `p50`, `p99`: milliseconds; `seconds`: until the response to the last request in flight
 */

/**
 * Runs `workers` until the time expires. Each sends its next request after the response to the last
 * one. A worker stops at its first error, which fails the run.
 *
 * @param {readonly (() => Promise<unknown>)[]} workers
 * @param {number} seconds
 * @returns {Promise<Sample>}
 */
export async function sample(workers, seconds) {
  /** @type {number[]} */
  const times = [];
  /** @type {string[]} */
  const errors = [];
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const repeat = (/** @type {() => Promise<unknown>} */ work) =>
    repeatUntil(end, work, times).catch((error) => errors.push(String(error)));
  await Promise.all(workers.map(repeat));
  const took = (performance.now() - begun) / 1000;
  times.sort((a, b) => a - b);
  const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
  return { requests: times.length, seconds: took, p50, p99, errors };
}

/**
 * @param {number} end
 * @param {() => Promise<unknown>} work
 * @param {number[]} times
 */
async function repeatUntil(end, work, times) {
  let begun = performance.now();
  while (begun < end) {
    await work();
    const finished = performance.now();
    times.push(finished - begun);
    begun = finished;
  }
}

/**
 * @param {readonly number[]} sorted
 * @param {number} share
 */
const quantile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;

/**
 * Measures the noise of rounds: half of them differ from the median by at most this much.
 *
 * @param {readonly number[]} values
 */
export function medianDeviation(values) {
  const middle = median(values);
  return median(values.map((value) => Math.abs(value - middle)));
}

/** @param {readonly number[]} values */
export const median = (values) =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
