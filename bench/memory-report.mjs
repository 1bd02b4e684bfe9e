/**
 * Formats the memory of the service under load.
 *
 * @typedef {{ refreshes: number, residentMB: number, heapMB: number }} MemorySample
 *   `refreshes`: since the start; `heapMB`: used by V8 after a garbage collection
 * @typedef {{ database: string, samples: readonly MemorySample[] }} MemoryResult
 */
import { fine, markdown, whole } from './report.mjs';
import { median } from './samples.mjs';

/** The resident memory may grow by at most this factor. */
export const MAX_GROWTH = 1.1;

/** The samples of the warm-up, in which V8 compiles the code and sizes its heap. */
const WARM_UP = 1;

/**
 * @param {readonly number[]} values in the order of time
 * @returns {number} the median of the last third divided by that of the first one after the warm-up
 */
export function growthOf(values) {
  const warm = values.slice(WARM_UP);
  const third = Math.floor(warm.length / 3);
  return median(warm.slice(-third)) / median(warm.slice(0, third));
}

/**
 * @param {readonly MemoryResult[]} results with as many samples each
 * @returns {string} a row for each sample
 */
export function tableOfMemory(results) {
  const headings = results.flatMap(({ database }) => [
    `${database}, refreshes`,
    'resident MB',
    'used heap MB',
  ]);
  const rows = (results[0]?.samples ?? []).map((_, index) => [
    String(index + 1),
    ...results.flatMap(({ samples }) => cellsOf(samples[index])),
  ]);
  return markdown([['sample', ...headings], ...rows]);
}

/** @param {MemorySample | undefined} sample */
const cellsOf = (sample) =>
  sample === undefined
    ? ['', '', '']
    : [sample.refreshes.toLocaleString('en'), whole(sample.residentMB), fine(sample.heapMB)];
