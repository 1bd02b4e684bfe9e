import { type Violation, Violations } from './violations.js';
import { Numbering } from './history.js';
import { instancesOf, ITSELF } from './instance.js';
import { SeededRandom } from './seeded-random.js';
import type { Scenario } from './scenarios.js';
import type { StorageRoom } from './storage/storage.js';
import { World } from './world.js';

export interface Sample {
  schedules: number;
  steps: number;
  /** Steps of the longest schedule. */
  depth: number;
  violations: readonly Violation[];
}

/**
 * Schedules drawn by lot, each from the start to its end: for what is too large to be gone through.
 * Everything is checked after every step.
 */
export async function sample(
  scenario: Scenario,
  room: StorageRoom,
  schedules: number,
): Promise<Sample> {
  const startInstance = instancesOf(ITSELF, scenario);
  const violations = new Violations();
  const random = new SeededRandom();
  const lengths: number[] = [];
  for (let drawn = 0; drawn < schedules; drawn++) {
    const storage = await room.furnish();
    const world = new World(storage, startInstance, new Numbering());
    await world.begin(scenario);
    lengths.push(await walk(world, violations, random));
    await storage.close();
  }
  const steps = lengths.reduce((sum, length) => sum + length, 0);
  return { schedules, steps, depth: Math.max(...lengths), violations: violations.all };
}

/** @returns how many steps it took until nobody could go any further */
async function walk(world: World, violations: Violations, random: SeededRandom): Promise<number> {
  for (let steps = 0; ; steps++) {
    violations.look(world.history, await world.look());
    const { choices } = world.scheduler;
    const choice = choices[random.draw(choices.length)];
    if (choice === undefined) return steps;
    await world.take(choice);
  }
}
