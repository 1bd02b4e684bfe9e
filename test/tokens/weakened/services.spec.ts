import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { run } from '../run.js';
import { seed } from '../seed.js';
import { Counters } from '../counters.js';
import { World } from '../world.js';
import { WEAKENED_SERVICES } from './services.js';

/** No more than find each hole. */
const TOKENS = 500;

describe('the run of bad tokens', () => {
  let world: World;

  beforeAll(async () => void (world = await World.start('one secret')));
  afterAll(() => world.stop());

  it.each(WEAKENED_SERVICES)('fails where $hole', async ({ maker, caughtBy, open }) => {
    const close = open(world);
    const running = run(world, new Counters(), maker, TOKENS, seed, { endOnFailure: true });
    await expect(running.finally(close)).rejects.toMatchObject({
      cause: { message: expect.stringContaining(caughtBy) },
    });
  });
});
