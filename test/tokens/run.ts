import fc from 'fast-check';
import { forged } from './grammar/forged.js';
import { misissued } from './grammar/misissued.js';
import type { MadeToken } from './grammar/recipe.js';
import { Presentation } from './presentation.js';
import type { Tally } from './tally.js';
import type { World } from './world.js';

/** Who made the tokens: somebody without the secret, or somebody with it. */
export const MAKERS = { forged, misissued } as const;
export type Maker = keyof typeof MAKERS;

/** So many tokens with one seed: then others are made with the next. */
const BATCH = 2_500;

/**
 * Makes so many tokens and presents them; every login must be as it was in the end.
 *
 * @throws {Error} the shrunk counterexample of the first rule that was broken, with its seed
 */
export async function run(
  world: World,
  tally: Tally,
  maker: Maker,
  tokens: number,
  seed: number,
): Promise<void> {
  const presentation = new Presentation(world, tally);
  await presentation.begin();
  const present = (made: MadeToken) =>
    maker === 'forged' ? presentation.presentForged(made) : presentation.presentMisissued(made);
  const property = fc.asyncProperty(MAKERS[maker](world.material), present);
  for (let done = 0; done < tokens; done += BATCH) {
    const numRuns = Math.min(BATCH, tokens - done);
    await fc.assert(property, { seed: seed + done / BATCH, numRuns });
  }
  await presentation.demandUnchanged();
}
