import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DOORS } from '../authority.js';
import { forged } from '../grammar/forged.js';
import { misissued } from '../grammar/misissued.js';
import type { MadeToken } from '../grammar/recipe.js';
import { forgedSingles, misissuedSingles } from '../grammar/singles.js';
import { check } from '../oracle.js';
import { seed } from '../seed.js';
import { LENIENT_JUDGES } from './checks.js';
import { MATERIAL } from './material.js';
import { WEAKENED_VERIFIERS } from './verifiers.js';

/** As many tokens as `npm test` sends to the service in each configuration. */
const FORGED = 1_000;
const MISISSUED = 700;

const FORGED_SINGLES = forgedSingles(MATERIAL).map((one): [MadeToken] => [one]);
const MISISSUED_SINGLES = misissuedSingles(MATERIAL).map((one): [MadeToken] => [one]);

const typeOf = (token: string) =>
  [...MATERIAL.issued, ...MATERIAL.stale].find((one) => one.token === token)?.type;

/** The rule of the real run, of a verifier. */
const keepsRule =
  (accepts: (token: string, type: 'access' | 'refresh') => boolean) =>
  ({ token }: MadeToken) =>
    (['access', 'refresh'] as const).every(
      (type) => !accepts(token, type) || typeOf(token) === type,
    );

const shrunk = ({ counterexample }: fc.RunDetails<[MadeToken]>) => counterexample?.[0];

describe('the grammar of forged tokens', () => {
  it.each(WEAKENED_VERIFIERS)('goes through a verifier of which $hole', ({ accepts, caughtBy }) => {
    const property = fc.property(forged(MATERIAL), keepsRule(accepts));
    const details = fc.check(property, { seed, numRuns: FORGED, examples: FORGED_SINGLES });
    expect(details.failed).toBe(true);
    expect(shrunk(details)?.kinds.join()).toContain(caughtBy);
  });
});

describe('the grammar of tokens signed with the right secret', () => {
  it.each(LENIENT_JUDGES)('tells a judge to whom $hole from the oracle', (lenient) => {
    const property = fc.property(misissued(MATERIAL), ({ token, key }) =>
      DOORS.every((door) => {
        const verdicts = [lenient, { check }].map((one) => one.check(token, door, MATERIAL, key));
        return isDeepStrictEqual(verdicts[0], verdicts[1]);
      }),
    );
    const details = fc.check(property, { seed, numRuns: MISISSUED, examples: MISISSUED_SINGLES });
    expect(details.failed).toBe(true);
  });
});
