import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Maker, run } from './run.js';
import { seed } from './seed.js';
import { Counters } from './counters.js';
import { CONFIGURATION_NAMES, World } from './world.js';

/** As many as take a few seconds: `npm run test:tokens` is the long form. */
const TOKENS: Readonly<Record<Maker, number>> = { forged: 1_000, misissued: 700 };

describe.each(CONFIGURATION_NAMES)('bad tokens, with %s', (configuration) => {
  let world: World;

  beforeAll(async () => void (world = await World.start(configuration)));
  afterAll(() => world.stop());

  const present = async (maker: Maker): Promise<Counters> => {
    const counters = new Counters();
    await run(world, counters, maker, TOKENS[maker], seed);
    return counters;
  };

  it('none is accepted that was not issued, byte for byte, and none of them changes anything', async () => {
    const counters = await present('forged');
    expect(counters.acceptedTokens).toBeGreaterThan(0);
    expect(counters.acceptedTokens).toBeLessThan(TOKENS.forged / 4);
    expect(counters.requests).toBeGreaterThan(0);
  });

  it('one that is signed with the right secret is worth what its claims are, and no more', async () => {
    const counters = await present('misissued');
    expect(counters.acceptedTokens).toBeGreaterThan(TOKENS.misissued / 10);
    expect(counters.acceptedTokens).toBeLessThan(TOKENS.misissued);
  });
});
