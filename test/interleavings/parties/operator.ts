import type { Lane } from '../lane.js';
import type { World } from '../world.js';

/** Within the tolerance of clocks: as far as instances may be apart. */
const STEP_MS = 30_000;

/** Somebody sets the clock on the wall. */
export const clockStep =
  (world: World, direction: 'forward' | 'back') =>
  async (lane: Lane): Promise<void> => {
    await lane.stop(`sets the clock ${direction} by 30 s`);
    world.clock.step(direction === 'forward' ? STEP_MS : -STEP_MS);
  };

/** Takes a backup at some time, and restores it at another. */
export const backup =
  (world: World) =>
  async (lane: Lane): Promise<void> => {
    await lane.stop('takes a backup');
    const [rows, past] = [await world.storage.read(), world.ledger.backUp()];
    lane.learn(JSON.stringify([rows, [...past.ended]]));
    await lane.statement('restores the backup', () => world.storage.restore(rows));
    world.ledger.restore(past);
  };
