import fc from 'fast-check';
import { forged } from './grammar/forged.js';
import { misissued } from './grammar/misissued.js';
import { forgedSingles, misissuedSingles } from './grammar/singles.js';
import type { MadeToken } from './grammar/recipe.js';
import { Presentation } from './presentation.js';
import type { Counters } from './counters.js';
import type { World } from './world.js';

/** Who made the tokens: somebody without the secret, or somebody with it. */
const MAKERS = {
  forged: { any: forged, singles: forgedSingles },
  misissued: { any: misissued, singles: misissuedSingles },
} as const;
export type Maker = keyof typeof MAKERS;

/** So many tokens with one seed: then others are made with the next. */
const BATCH = 2_500;

/**
 * Makes so many tokens and presents them: every alteration alone, then any of them together.
 *
 * @param parameters whether what fails is shrunk
 * @throws {Error} the shrunk counterexample of the first rule that was broken, with its seed
 */
export async function run(
  world: World,
  counters: Counters,
  maker: Maker,
  tokens: number,
  seed: number,
  parameters: Pick<fc.Parameters<[MadeToken]>, 'endOnFailure'> = {},
): Promise<void> {
  const presentation = new Presentation(world, counters);
  const present = (made: MadeToken) =>
    maker === 'forged' ? presentation.presentForged(made) : presentation.presentMisissued(made);
  const made = MAKERS[maker];
  const singles = made.singles(world.material).map((one): [MadeToken] => [one]);
  const property = fc.asyncProperty(made.any(world.material), present);
  for (let done = 0; done < tokens; done += BATCH) {
    const numRuns = Math.min(BATCH, tokens - done);
    const examples = done === 0 ? singles : [];
    await fc.assert(property, { ...parameters, seed: seed + done / BATCH, numRuns, examples });
  }
}
