import fc from 'fast-check';
import { forged } from './grammar/forged.js';
import { misissued } from './grammar/misissued.js';
import { forgedSingles, misissuedSingles } from './grammar/singles.js';
import type { GeneratedToken } from './grammar/recipe.js';
import { Presenter } from './presenter.js';
import type { Counters } from './counters.js';
import type { World } from './world.js';

/** Generators of tokens: without and with the secret. */
const GENERATORS = {
  forged: { any: forged, singles: forgedSingles },
  misissued: { any: misissued, singles: misissuedSingles },
} as const;
export type TokenGenerator = keyof typeof GENERATORS;

/** The number of tokens per seed. The next batch uses the next seed. */
const BATCH = 2_500;

/**
 * Generates and presents tokens: first each mutation alone, then random combinations.
 *
 * @param parameters whether to shrink failures
 * @throws {Error} with the shrunk counterexample of the first violated rule, and its seed
 */
export async function run(
  world: World,
  counters: Counters,
  generator: TokenGenerator,
  tokens: number,
  seed: number,
  parameters: Pick<fc.Parameters<[GeneratedToken]>, 'endOnFailure'> = {},
): Promise<void> {
  const presenter = new Presenter(world, counters);
  const present = (generated: GeneratedToken) =>
    generator === 'forged'
      ? presenter.presentForged(generated)
      : presenter.presentMisissued(generated);
  const generated = GENERATORS[generator];
  const singles = generated.singles(world.corpus).map((one): [GeneratedToken] => [one]);
  const property = fc.asyncProperty(generated.any(world.corpus), present);
  for (let done = 0; done < tokens; done += BATCH) {
    const numRuns = Math.min(BATCH, tokens - done);
    const examples = done === 0 ? singles : [];
    await fc.assert(property, { ...parameters, seed: seed + done / BATCH, numRuns, examples });
  }
}
