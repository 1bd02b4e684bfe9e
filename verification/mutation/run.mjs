/**
 * `npm run mutation` mutates `src/auth` part by part, or only the parts in its arguments. It
 * fails when a score is below the minimum of the part. Reports: `reports/mutation`.
 */
import { readdirSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';
import { startPostgres } from '../../test/support/postgres.mjs';
import { MIN_TOTAL, PARTS } from './parts.mjs';
import { SHARED_OPTIONS } from './shared-options.mjs';

/** @typedef {Awaited<ReturnType<Stryker['runMutationTest']>>[number]} Mutant */
/** @typedef {import('./parts.mjs').Part} Part */

/** @param {string} path of a folder or a spec */
function specsIn(path) {
  if (path.endsWith('.ts')) return [path];
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.spec.ts')).map((file) => `${path}/${file}`);
}

/** @param {Part} part */
const optionsOf = ({ name, mutates, specs, without }) => ({
  ...SHARED_OPTIONS,
  mutate: [...mutates, '!**/*.spec.ts', '!**/*.d.ts'],
  jest: {
    enableFindRelatedTests: false,
    config: {
      // Jest must find exactly one test file.
      roots: ['<rootDir>/verification/mutation'],
      testMatch: ['<rootDir>/verification/mutation/specs-of-part.ts'],
      watchman: false,
      globals: {
        SPECS_OF_PART: specs
          .flatMap(specsIn)
          .filter((spec) => spec !== without)
          .sort(),
      },
    },
  },
  htmlReporter: { fileName: `reports/mutation/${name}.html` },
  jsonReporter: { fileName: `reports/mutation/${name}.json` },
});

/**
 * Runs without PostgreSQL unless the part needs it.
 * @param {Part} part
 */
async function mutate(part) {
  const postgres = part.needsPostgres === true ? await startPostgres() : undefined;
  process.env['TEST_PG'] = postgres === undefined ? 'off' : 'on';
  if (postgres !== undefined) process.env['TEST_PG_URL'] = postgres.url;
  try {
    return await new Stryker(optionsOf(part)).runMutationTest();
  } finally {
    await postgres?.stop();
  }
}

/**
 * @param {string} name
 * @param {readonly Mutant[]} mutants
 * @param {number} minScore
 */
function check(name, mutants, minScore) {
  /** @param {readonly string[]} statuses */
  const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const detected = count('Killed', 'Timeout');
  // Mutants that do not compile are not counted.
  const checked = detected + count('Survived', 'NoCoverage');
  const score = (100 * detected) / checked;
  const timeouts = count('Timeout');
  console.log(
    `${name}: ${score.toFixed(1)} % of ${checked} mutants (${timeouts} timed out); at least ${minScore} %`,
  );
  if (score < minScore) process.exitCode = 1;
}

const named = process.argv.slice(2);
const parts = named.length === 0 ? PARTS : PARTS.filter(({ name }) => named.includes(name));
if (parts.length < named.length)
  throw new Error(`Parts: ${PARTS.map((part) => part.name).join(', ')}`);

/** @type {[Part, Mutant[]][]} */
const results = [];
for (const part of parts) results.push([part, await mutate(part)]);

for (const [{ name, minScore }, mutants] of results) check(name, mutants, minScore);
if (parts === PARTS)
  check(
    'all',
    results.flatMap(([, mutants]) => mutants),
    MIN_TOTAL,
  );
