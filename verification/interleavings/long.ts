import 'reflect-metadata';
import { startPostgres } from '../../test/support/postgres.mjs';
import { print } from '../support/print.js';
import { describeViolation, type Violation } from './violations.js';
import { type Exploration, Explorer } from './explorer.js';
import { describeExploration, describeInvariants, HEAD, seconds, sumOf } from './report.js';
import { compareMerging, EXHAUSTIVE, MORE_EXHAUSTIVE } from './merging.js';
import { sample } from './sampler.js';
import { LARGE, MIDDLE, SAMPLED, SMALL } from './scenarios/index.js';
import type { Scenario } from './scenarios/scenario.js';
import { CLAIM_MODES, type ClaimMode } from './storage/database-storage.js';
import { memoryStorages } from './storage/memory-storage.js';
import { postgresStorages } from './storage/postgres-storage.js';
import { sqliteStorages } from './storage/sqlite-storage.js';
import type { StorageFactory } from './storage/storage.js';

/** Random schedules of each scenario that is too large to explore. */
const RANDOM_SCHEDULES = 2_000;

const problems: Violation[] = [];

async function explore(scenario: Scenario, storages: StorageFactory): Promise<Exploration> {
  const startedAt = performance.now();
  const exploration = await new Explorer(scenario, storages).explore();
  print(describeExploration(exploration, performance.now() - startedAt));
  return exploration;
}

async function exploreAll(store: string, storages: StorageFactory, scenarios: readonly Scenario[]) {
  const startedAt = performance.now();
  print(`\n${store}\n${HEAD}`);
  const explorations: Exploration[] = [];
  for (const scenario of scenarios) explorations.push(await explore(scenario, storages));
  const sum = sumOf(explorations);
  print(describeExploration(sum, performance.now() - startedAt));
  problems.push(...sum.violations);
}

async function sampleScenario(
  scenario: Scenario,
  storages: StorageFactory,
  schedules: number,
): Promise<void> {
  const startedAt = performance.now();
  const { steps, depth, violations } = await sample(scenario, storages, schedules);
  const time = seconds(performance.now() - startedAt);
  print(
    `${scenario.name}: ${schedules} random schedules, ${steps} steps, the longest ${depth}, ${time} s`,
  );
  problems.push(...violations);
}

/** Compares the outcomes with and without merged states. */
async function compareAll(scenarios: readonly Scenario[]): Promise<readonly string[]> {
  const differences: string[] = [];
  for (const scenario of scenarios) {
    const found = await compareMerging(scenario);
    differences.push(...found.differences.map((one) => `${scenario.name}: ${one}`));
    print(`${scenario.name}: ${found.merged.runs} runs instead of ${found.unmerged.runs}`);
  }
  return differences;
}

async function exploreDatabase(
  store: string,
  storagesOf: (mode: ClaimMode) => Promise<StorageFactory>,
): Promise<void> {
  for (const mode of CLAIM_MODES) {
    const storages = await storagesOf(mode);
    await exploreAll(`${store}, claims ${mode}`, storages, [...SMALL, ...MIDDLE]);
    await storages.close();
  }
}

async function explorePostgres(): Promise<void> {
  const server = await startPostgres();
  process.env['TEST_PG_URL'] = server.url;
  await exploreDatabase('PostgreSQL', postgresStorages);
  await server.stop();
}

print(`Invariants, checked after every step:\n${describeInvariants()}`);
await exploreAll('In memory', memoryStorages(), [...SMALL, ...MIDDLE, ...LARGE]);
for (const scenario of SAMPLED) await sampleScenario(scenario, memoryStorages(), RANDOM_SCHEDULES);
print('\nWith merged states, and without:');
const differences = await compareAll([...EXHAUSTIVE, ...MORE_EXHAUSTIVE]);
await exploreDatabase('SQLite', sqliteStorages);
if (process.env['TEST_PG'] === 'off') print('\nTEST_PG=off: skipped PostgreSQL.');
else await explorePostgres();

for (const problem of problems) print(`\n${describeViolation(problem)}`);
for (const difference of differences) print(`\n${difference}`);
if (problems.length === 0) print('\nNo invariant was violated.');
process.exit(problems.length + differences.length === 0 ? 0 : 1);
