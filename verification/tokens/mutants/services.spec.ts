import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { run } from '../run.js';
import { seed } from '../../support/seed.js';
import { Counters } from '../counters.js';
import { World } from '../world.js';
import { MUTANT_SERVICES } from './services.js';

/** Enough to detect each fault. */
const TOKENS = 500;

describe('the token tests', () => {
  let world: World;

  beforeAll(async () => void (world = await World.start('one secret')));
  afterAll(() => world.stop());

  it.each(MUTANT_SERVICES)(
    'the token tests detect the fault: $fault',
    async ({ generator, caughtBy, inject }) => {
      const restore = inject(world);
      const running = run(world, new Counters(), generator, TOKENS, seed, { endOnFailure: true });
      await expect(running.finally(restore)).rejects.toMatchObject({
        cause: { message: expect.stringContaining(caughtBy) },
      });
    },
  );
});
