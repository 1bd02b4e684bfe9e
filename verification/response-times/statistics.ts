import type { SeededRandom } from '../support/seeded-random.js';

/** A confidence interval of a median, in the unit of the samples. */
export interface Interval {
  low: number;
  median: number;
  high: number;
}

/** With six classes in three scenarios, all intervals together have a confidence of about 98 %. */
const CONFIDENCE = 0.999;
const RESAMPLES = 4_000;

/** Returns the median of samples. The mean of the two in the middle if their number is even. */
export function medianOf(samples: readonly number[]): number {
  const sorted = Float64Array.from(samples).sort();
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle - 0.5)]! + sorted[Math.floor(middle)]!) / 2;
}

/**
 * Returns the bootstrap interval of the median of differences. It assumes no distribution, so a busy
 * machine makes it wider, but not wrong.
 */
export function intervalOf(differences: readonly number[], random: SeededRandom): Interval {
  const medians = Float64Array.from({ length: RESAMPLES }, () =>
    medianOf(differences.map(() => random.oneOf(differences))),
  ).sort();
  const outside = Math.floor((RESAMPLES * (1 - CONFIDENCE)) / 2);
  return {
    low: medians[outside]!,
    median: medianOf(differences),
    high: medians[RESAMPLES - 1 - outside]!,
  };
}

/**
 * Decides whether two response times are equal within a tolerance.
 *
 * @returns undefined while there are too few samples for a decision
 */
export function isWithin({ low, high }: Interval, tolerance: number): boolean | undefined {
  if (low >= -tolerance && high <= tolerance) return true;
  if (low > tolerance || high < -tolerance) return false;
  return undefined;
}

/**
 * Returns the probability that two samples of one population differ at least as much in a share
 * (a permutation test).
 */
export function shareTest(
  one: readonly boolean[],
  other: readonly boolean[],
  random: SeededRandom,
): number {
  const observed = Math.abs(shareOf(one) - shareOf(other));
  const all = [...one, ...other];
  let [extreme, rounds] = [0, RESAMPLES];
  while (rounds-- > 0) {
    const shuffled = shuffle(all, random);
    const difference = shareOf(shuffled.slice(0, one.length)) - shareOf(shuffled.slice(one.length));
    if (Math.abs(difference) >= observed - 1e-9) extreme++;
  }
  return (extreme + 1) / (RESAMPLES + 1);
}

export const shareOf = (values: readonly boolean[]): number =>
  values.filter(Boolean).length / values.length;

/** Returns the values in a random order. */
export function shuffle<T>(values: readonly T[], random: SeededRandom): T[] {
  const shuffled = [...values];
  for (let index = shuffled.length - 1; index > 0; index--) {
    const other = random.below(index + 1);
    [shuffled[index], shuffled[other]] = [shuffled[other]!, shuffled[index]!];
  }
  return shuffled;
}
