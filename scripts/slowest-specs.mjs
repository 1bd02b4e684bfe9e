/**
 * `npm run slowest -- FILE…` prints which specs take the longest. The files are its results:
 * `npm test -- --json --outputFile reports/tests.json`.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { ROOT } from './build/root.mjs';

const SHOWN = 25;

/**
 * @typedef {object} Spec of Jest's results
 * @property {string} name
 * @property {number} startTime in epoch milliseconds, like `endTime`
 * @property {number} endTime
 * @property {readonly { duration?: number | null }[]} assertionResults the tests, in milliseconds
 */

/** @param {number} ms */
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`.padStart(8);

/** @param {readonly number[]} numbers */
const sumOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

/** The time of a spec, and the part of it in which its modules load. @param {Spec} spec */
function timesOf({ name, startTime, endTime, assertionResults }) {
  const total = endTime - startTime;
  const inTests = sumOf(assertionResults.map(({ duration }) => duration ?? 0));
  return { name: relative(ROOT, name), total, around: Math.max(0, total - inTests) };
}

/** @param {string} file */
function print(file) {
  const { testResults } = /** @type {{ testResults: readonly Spec[] }} */ (
    JSON.parse(readFileSync(file, 'utf8'))
  );
  const specs = testResults.map(timesOf).sort((one, other) => other.total - one.total);
  const total = sumOf(specs.map((spec) => spec.total));
  const around = sumOf(specs.map((spec) => spec.around));
  console.log(`\n${file}: ${specs.length} specs, ${seconds(total).trim()} of all workers`);
  console.log(`${seconds(around)}  modules and hooks, ${((100 * around) / total).toFixed(0)} %`);
  for (const { name, total: one } of specs.slice(0, SHOWN))
    console.log(`${seconds(one)}  ${((100 * one) / total).toFixed(1).padStart(4)} %  ${name}`);
}

const files = process.argv.slice(2);
if (files.length === 0) throw new Error('Name a result of Jest: npm run slowest -- FILE');
for (const file of files) print(file);
