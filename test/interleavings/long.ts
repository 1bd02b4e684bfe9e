import 'reflect-metadata';
import { startPostgres } from '../support/postgres.mjs';
import { describeViolation, type Violation } from './violations.js';
import { type Exploration, Explorer } from './explorer.js';
import { describeExploration, describeInvariants, HEAD, seconds, sumOf } from './report.js';
import { sample } from './sampler.js';
import { EVERYTHING, HONEST, LARGE, MIDDLE, type Scenario, SMALL } from './scenarios.js';
import { memoryRoom } from './storage/memory-storage.js';
import { postgresRoom } from './storage/postgres-storage.js';
import { sqliteRoom } from './storage/sqlite-storage.js';
import type { StorageRoom } from './storage/storage.js';

/** Schedules drawn by lot of each scenario that is too large. */
const DRAWN = 2_000;

const say = (text: string) => void process.stdout.write(`${text}\n`);
const problems: Violation[] = [];

async function explore(scenario: Scenario, room: StorageRoom): Promise<Exploration> {
  const begunAt = performance.now();
  const exploration = await new Explorer(scenario, room).explore();
  say(describeExploration(exploration, performance.now() - begunAt));
  return exploration;
}

async function exploreAll(store: string, room: StorageRoom, scenarios: readonly Scenario[]) {
  const begunAt = performance.now();
  say(`\n${store}\n${HEAD}`);
  const explorations: Exploration[] = [];
  for (const scenario of scenarios) explorations.push(await explore(scenario, room));
  const sum = sumOf(explorations);
  say(describeExploration(sum, performance.now() - begunAt));
  problems.push(...sum.violations);
}

async function draw(scenario: Scenario, room: StorageRoom, schedules: number): Promise<void> {
  const begunAt = performance.now();
  const { steps, depth, violations } = await sample(scenario, room, schedules);
  const time = seconds(performance.now() - begunAt);
  say(
    `${scenario.name}: ${schedules} schedules drawn by lot, ${steps} steps, the longest ${depth}, ${time} s`,
  );
  problems.push(...violations);
}

async function inDatabase(store: string, room: StorageRoom): Promise<void> {
  await exploreAll(store, room, [...SMALL, ...MIDDLE]);
  await room.close();
}

async function inPostgres(): Promise<void> {
  const server = await startPostgres();
  process.env['TEST_PG_URL'] = server.url;
  await inDatabase('PostgreSQL', await postgresRoom());
  await server.stop();
}

say(`Checked after every step:\n${describeInvariants()}`);
await exploreAll('In memory', memoryRoom(), [...SMALL, ...MIDDLE, ...LARGE]);
for (const scenario of [EVERYTHING, HONEST]) await draw(scenario, memoryRoom(), DRAWN);
await inDatabase('SQLite', await sqliteRoom());
if (process.env['TEST_PG'] === 'off') say('\nTEST_PG=off: NOTHING IS TESTED ON POSTGRESQL.');
else await inPostgres();

for (const problem of problems) say(`\n${describeViolation(problem)}`);
if (problems.length === 0) say('\nNothing broke.');
process.exit(problems.length === 0 ? 0 : 1);
