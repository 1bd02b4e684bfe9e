import { type Violation, Violations } from './violations.js';
import { Numbering } from './history.js';
import { instancesOf, REAL_SERVICE } from './instance.js';
import { DEFAULT_SEED } from '../support/seed.js';
import { SeededRandom } from '../support/seeded-random.js';
import type { Scenario } from './scenarios/scenario.js';
import type { StorageFactory } from './storage/storage.js';
import { World } from './world.js';

export interface Sample {
  schedules: number;
  steps: number;
  /** Steps of the longest schedule. */
  depth: number;
  violations: readonly Violation[];
}

/**
 * Runs random schedules, each from the start to its end, of a scenario that is too large to explore.
 * Checks all invariants after every step.
 */
export async function sample(
  scenario: Scenario,
  storages: StorageFactory,
  schedules: number,
): Promise<Sample> {
  const startInstance = instancesOf(REAL_SERVICE, scenario);
  const violations = new Violations();
  const random = new SeededRandom(DEFAULT_SEED);
  const lengths: number[] = [];
  for (let drawn = 0; drawn < schedules; drawn++) {
    const storage = await storages.create();
    const world = new World(storage, startInstance, new Numbering());
    await world.begin(scenario);
    lengths.push(await run(world, violations, random));
    await storage.close();
  }
  const steps = lengths.reduce((sum, length) => sum + length, 0);
  return { schedules, steps, depth: Math.max(...lengths), violations: violations.all };
}

/** @returns the number of steps until no step was enabled */
async function run(world: World, violations: Violations, random: SeededRandom): Promise<number> {
  for (let steps = 0; ; steps++) {
    violations.check(world.history, await world.snapshot());
    const { enabledSteps } = world.scheduler;
    const choice = enabledSteps[random.below(enabledSteps.length)];
    if (choice === undefined) return steps;
    await world.take(choice);
  }
}
