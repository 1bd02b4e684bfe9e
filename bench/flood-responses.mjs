/**
 * The responses to a flood of log-ins by their status.
 *
 * @typedef {Readonly<Record<string, number>>} Statuses
 */

/** A log-in of an unknown user is hashed (401), or refused because the queue is full (503). */
const EXPECTED = ['401', '503'];

/**
 * Checks whether the flood reached the queue of the hashes. Without it, the measurement has no meaning.
 *
 * @param {Statuses} statuses
 * @returns {string[]}
 */
export function floodProblemsIn(statuses) {
  const others = Object.keys(statuses).filter((status) => !EXPECTED.includes(status));
  return [
    ...(statuses['401'] ? [] : ['no log-in of the flood was hashed']),
    ...others.map((status) => `log-ins of the flood got ${status}`),
  ];
}

/** @param {readonly Statuses[]} all @returns {Record<string, number>} their sums */
export function sumOfStatuses(all) {
  /** @type {Record<string, number>} */
  const sums = {};
  for (const [status, count] of all.flatMap((one) => Object.entries(one)))
    sums[status] = (sums[status] ?? 0) + count;
  return sums;
}
