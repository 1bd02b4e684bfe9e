import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { forged } from './grammar/forged.js';
import { misissued } from './grammar/misissued.js';
import { Presentation } from './presentation.js';
import { seed } from './seed.js';
import { Tally } from './tally.js';
import { CONFIGURATION_NAMES, World } from './world.js';

/** As many as take a few seconds: `npm run test:tokens` is the long form. */
const FORGED = 1_500;
const MISISSUED = 500;

describe.each(CONFIGURATION_NAMES)('bad tokens, with %s', (configuration) => {
  let world: World;
  let tally: Tally;
  let presentation: Presentation;

  beforeAll(async () => void (world = await World.start(configuration)));
  afterAll(() => world.stop());

  const begin = async () => {
    tally = new Tally();
    presentation = new Presentation(world, tally);
    world.service.events.length = 0;
    await presentation.begin();
  };

  it('no token is accepted that was not issued, byte for byte, and none of them changes anything', async () => {
    await begin();
    const property = fc.asyncProperty(forged(world.material), (made) =>
      presentation.presentForged(made),
    );
    await fc.assert(property, { seed, numRuns: FORGED });
    await presentation.demandUnchanged();
    expect(tally.acceptedTokens).toBeGreaterThan(FORGED / 100);
  });

  it('a token signed with the right secret is worth what its claims are, and no more', async () => {
    await begin();
    const property = fc.asyncProperty(misissued(world.material), (made) =>
      presentation.presentMisissued(made),
    );
    await fc.assert(property, { seed, numRuns: MISISSUED });
    await presentation.demandUnchanged();
    expect(tally.acceptedTokens).toBeGreaterThan(MISISSUED / 100);
  });
});
