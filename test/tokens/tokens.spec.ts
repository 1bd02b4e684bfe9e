import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Maker, run } from './run.js';
import { seed } from './seed.js';
import { Tally } from './tally.js';
import { CONFIGURATION_NAMES, World } from './world.js';

/** As many as take a few seconds: `npm run test:tokens` is the long form. */
const TOKENS: Readonly<Record<Maker, number>> = { forged: 1_000, misissued: 700 };

describe.each(CONFIGURATION_NAMES)('bad tokens, with %s', (configuration) => {
  let world: World;

  beforeAll(async () => void (world = await World.start(configuration)));
  afterAll(() => world.stop());

  const present = async (maker: Maker): Promise<Tally> => {
    const tally = new Tally();
    await run(world, tally, maker, TOKENS[maker], seed);
    return tally;
  };

  it('none is accepted that was not issued, byte for byte, and none of them changes anything', async () => {
    const tally = await present('forged');
    expect(tally.acceptedTokens).toBeGreaterThan(0);
    expect(tally.acceptedTokens).toBeLessThan(TOKENS.forged / 4);
    expect(tally.requests).toBeGreaterThan(0);
  });

  it('one that is signed with the right secret is worth what its claims are, and no more', async () => {
    const tally = await present('misissued');
    expect(tally.acceptedTokens).toBeGreaterThan(TOKENS.misissued / 10);
    expect(tally.acceptedTokens).toBeLessThan(TOKENS.misissued);
  });
});
