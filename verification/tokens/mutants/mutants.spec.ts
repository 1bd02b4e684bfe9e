import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ENDPOINTS } from '../service-state.js';
import { forged } from '../grammar/forged.js';
import { misissued } from '../grammar/misissued.js';
import type { GeneratedToken } from '../grammar/recipe.js';
import { forgedSingles, misissuedSingles } from '../grammar/singles.js';
import { check } from '../oracle.js';
import { seed } from '../../support/seed.js';
import { MUTANT_CHECKS } from './checks.js';
import { CORPUS } from './corpus.js';
import { MUTANT_VERIFIERS } from './verifiers.js';

/** The numbers of tokens that `npm test` sends to the service in each configuration. */
const FORGED = 1_000;
const MISISSUED = 700;

const FORGED_SINGLES = forgedSingles(CORPUS).map((one): [GeneratedToken] => [one]);
const MISISSUED_SINGLES = misissuedSingles(CORPUS).map((one): [GeneratedToken] => [one]);

const typeOf = (token: string) =>
  [...CORPUS.issued, ...CORPUS.inactive].find((one) => one.token === token)?.type;

/** Returns the property that the token tests check, applied to a verifier. */
const keepsRule =
  (accepts: (token: string, type: 'access' | 'refresh') => boolean) =>
  ({ token }: GeneratedToken) =>
    (['access', 'refresh'] as const).every(
      (type) => !accepts(token, type) || typeOf(token) === type,
    );

const shrunk = ({ counterexample }: fc.RunDetails<[GeneratedToken]>) => counterexample?.[0];

describe('the generator of forged tokens', () => {
  it.each(MUTANT_VERIFIERS)(
    'the generator of forged tokens detects the faulty verifier: $fault',
    ({ accepts, caughtBy }) => {
      const property = fc.property(forged(CORPUS), keepsRule(accepts));
      const details = fc.check(property, { seed, numRuns: FORGED, examples: FORGED_SINGLES });
      expect(details.failed).toBe(true);
      expect(shrunk(details)?.kinds.join()).toContain(caughtBy);
    },
  );
});

describe('the generator of misissued tokens', () => {
  it.each(MUTANT_CHECKS)(
    'the generator of misissued tokens detects the faulty check: $fault',
    (mutant) => {
      const property = fc.property(misissued(CORPUS), ({ token, key }) =>
        ENDPOINTS.every((endpoint) => {
          const expectations = [mutant, { check }].map((one) =>
            one.check(token, endpoint, CORPUS, key),
          );
          return isDeepStrictEqual(expectations[0], expectations[1]);
        }),
      );
      const details = fc.check(property, { seed, numRuns: MISISSUED, examples: MISISSUED_SINGLES });
      expect(details.failed).toBe(true);
    },
  );
});
