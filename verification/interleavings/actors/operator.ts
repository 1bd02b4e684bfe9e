import type { Task } from '../task.js';
import type { World } from '../world.js';

/** Within the clock tolerance: clocks of instances may differ by this much. */
const STEP_MS = 30_000;

/** Sets the wall clock. */
export const stepClock =
  (world: World, direction: 'forward' | 'back') =>
  async (task: Task): Promise<void> => {
    await task.step(`sets the clock ${direction} by 30 s`);
    world.clock.step(direction === 'forward' ? STEP_MS : -STEP_MS);
  };

/**
 * Moves the clock past a time limit, while no request of a client is in flight: the time limit of
 * `stale` assumes that no request takes this long.
 */
export const advanceClock =
  (world: World, what: string, ms: number) =>
  async (task: Task): Promise<void> => {
    await task.step(`lets ${what} pass`, () => !world.hasRequestsOfClients);
    world.clock.step(ms);
  };

/** When a backup may be restored. */
export type RestoreTime = 'at any time' | 'while no request is in flight';

/** Takes a backup, and restores it at a later time. */
export const backup =
  (world: World, time: RestoreTime = 'at any time') =>
  async (task: Task): Promise<void> => {
    const rows = await task.statement('takes a backup', () => world.storage.read());
    const { state, key } = world.eventLog.backUp();
    task.addInput(key);
    const isEnabled = () => time === 'at any time' || !world.hasRequests;
    await task.statement('restores the backup', () => world.storage.restore(rows), isEnabled);
    world.eventLog.restore(state);
  };
