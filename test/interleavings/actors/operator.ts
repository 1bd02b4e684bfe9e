import type { Task } from '../task.js';
import type { World } from '../world.js';

/** Within the tolerance of clocks: as far as instances may be apart. */
const STEP_MS = 30_000;

/** Somebody sets the clock on the wall. */
export const clockStep =
  (world: World, direction: 'forward' | 'back') =>
  async (task: Task): Promise<void> => {
    await task.stop(`sets the clock ${direction} by 30 s`);
    world.clock.step(direction === 'forward' ? STEP_MS : -STEP_MS);
  };

/**
 * Moves the clock across a bound. No request of a client is under way for so long: the bound of
 * `stale` assumes that.
 */
export const timePasses =
  (world: World, what: string, ms: number) =>
  async (task: Task): Promise<void> => {
    await task.stop(`lets ${what} pass`, () => !world.hasRequestsOfClients);
    world.clock.step(ms);
  };

/** What a restore waits for. */
export type Quiet = 'at any time' | 'while nothing is under way';

/** Takes a backup at some time, and restores it at another. */
export const backup =
  (world: World, quiet: Quiet = 'at any time') =>
  async (task: Task): Promise<void> => {
    const rows = await task.statement('takes a backup', () => world.storage.read());
    const { past, key } = world.eventLog.backUp();
    task.learn(key);
    const isOpen = () => quiet === 'at any time' || !world.hasRequests;
    await task.statement('restores the backup', () => world.storage.restore(rows), isOpen);
    world.eventLog.restore(past);
  };
