import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seed } from '../support/seed.js';
import { type TokenGenerator, run } from './run.js';
import { Counters } from './counters.js';
import { CONFIGURATION_NAMES, World } from './world.js';

/** A few seconds' worth. The long form is `npm run tokens`. */
const TOKENS: Readonly<Record<TokenGenerator, number>> = { forged: 1_000, misissued: 700 };

describe.each(CONFIGURATION_NAMES)('the service with %s', (configuration) => {
  let world: World;

  beforeAll(async () => void (world = await World.start(configuration)));
  afterAll(() => world.stop());

  const present = async (generator: TokenGenerator): Promise<Counters> => {
    const counters = new Counters();
    await run(world, counters, generator, TOKENS[generator], seed);
    return counters;
  };

  it('the service rejects tokens that it did not issue, and they change no row', async () => {
    const counters = await present('forged');
    expect(counters.acceptedTokens).toBeGreaterThan(0);
    expect(counters.acceptedTokens).toBeLessThan(TOKENS.forged / 4);
    expect(counters.requests).toBeGreaterThan(0);
  });

  it('the service treats tokens that are signed with the right secret as the oracle does', async () => {
    const counters = await present('misissued');
    expect(counters.acceptedTokens).toBeGreaterThan(TOKENS.misissued / 10);
    expect(counters.acceptedTokens).toBeLessThan(TOKENS.misissued);
  });
});
