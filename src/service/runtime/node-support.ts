import { isAtLeast, majorOf } from './version.js';

/** The first version that `package.json` allows in `engines`. */
export const MIN_NODE = '20.19';

/** The last day of each release line (https://github.com/nodejs/release#release-schedule). */
const END_OF_LIFE: Readonly<Record<number, string>> = {
  20: '2026-04-30',
  21: '2024-06-01',
  22: '2027-04-30',
  23: '2025-06-01',
  24: '2028-04-30',
  25: '2026-06-01',
  26: '2029-04-30',
};

/** Returns why the service cannot run on a version of Node. */
export const nodeProblem = (version: string): string | undefined =>
  isAtLeast(version, MIN_NODE)
    ? undefined
    : `Keyturn needs Node ${MIN_NODE} or later, and this is Node ${version}. Install Node 24.`;

/**
 * Returns a warning about a version of Node that gets no security fixes.
 *
 * @param now epoch milliseconds
 */
export function nodeWarning(version: string, now: number): string | undefined {
  const end = END_OF_LIFE[majorOf(version)];
  if (end === undefined || now < Date.parse(`${end}T23:59:59Z`)) return undefined;
  return `Node ${version} has had no security fixes since ${end}. Install Node 24 or 26.`;
}
