import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../../test/support/databases.js';
import { type Violation, describeViolation } from './violations.js';
import { Explorer } from './explorer.js';
import { REAL_SERVICE } from './instance.js';
import { INVARIANTS } from './invariants.js';
import { compareMerging, EXHAUSTIVE } from './merging.js';
import { MUTANTS } from './mutants/index.js';
import type { Mutant } from './mutants/mutant.js';
import { sample } from './sampler.js';
import { RESTORE_DURING_A_REQUEST } from './scenarios/clients.js';
import { MIDDLE, SAMPLED, SMALL } from './scenarios/index.js';
import type { Scenario } from './scenarios/scenario.js';
import { CLAIM_MODES } from './storage/database-storage.js';
import { memoryStorages } from './storage/memory-storage.js';
import { postgresStorages } from './storage/postgres-storage.js';
import { sqliteStorages } from './storage/sqlite-storage.js';
import type { StorageFactory } from './storage/storage.js';

const hasBrowser = (scenarioName: string) => scenarioName.startsWith('a browser');

/** The smallest scenarios with the clients or browsers in which the mutant has its fault. */
function smallestFor({ caughtBy }: Mutant): readonly Scenario[] {
  const isInBrowser = Object.values(caughtBy).some(hasBrowser);
  return EXHAUSTIVE.filter(
    (one) => hasBrowser(one.name) === isInBrowser && /one lost response|new session/.test(one.name),
  );
}

/**
 * The long form is `npm run interleavings`. It also explores the scenarios of MIDDLE, and those with
 * browsers on real databases.
 */
const RANDOM_SCHEDULES = 60;

/** A browser causes the same statements as a client, and takes longer. */
const CLIENTS = SMALL.filter(({ name }) => !hasBrowser(name));

const reportOf = (violations: readonly Violation[]): string =>
  violations.map(describeViolation).join('\n\n');

describe('every interleaving in memory', () => {
  it.each(SMALL)('the service violates no invariant in the scenario: $name', async (scenario) => {
    const { violations, schedules } = await new Explorer(scenario, memoryStorages()).explore();
    expect(reportOf(violations)).toBe('');
    expect(schedules).toBeGreaterThan(1n);
  });

  it.each(SAMPLED)(
    'the service violates no invariant in random schedules of the scenario: $name',
    async (all) => {
      const { violations, steps } = await sample(all, memoryStorages(), RANDOM_SCHEDULES);
      expect(reportOf(violations)).toBe('');
      expect(steps).toBeGreaterThan(RANDOM_SCHEDULES * 30);
    },
  );

  it(`the service may revoke the session when a restore looks like a theft: ${RESTORE_DURING_A_REQUEST.name}`, async () => {
    const until = ['an honest client stays logged in'];
    const exploration = new Explorer(RESTORE_DURING_A_REQUEST, memoryStorages(), REAL_SERVICE, {
      until,
    });
    const { violations } = await exploration.explore();
    expect(violations.map(({ invariant }) => invariant)).toEqual(until);
  });
});

const MODES = DATABASES.flatMap((kind) => CLAIM_MODES.map((mode) => ({ kind, mode })));

describe.each(MODES)('every interleaving on a real database ($kind, $mode)', ({ kind, mode }) => {
  let storages: StorageFactory;
  beforeAll(async () => {
    storages = await (kind === 'sqlite' ? sqliteStorages(mode) : postgresStorages(mode));
  });
  afterAll(() => storages.close());

  it.each(CLIENTS)('the service violates no invariant in the scenario: $name', async (scenario) => {
    const { violations, schedules } = await new Explorer(scenario, storages).explore();
    expect(reportOf(violations)).toBe('');
    expect(schedules).toBeGreaterThan(1n);
  });
});

describe('the explorer', () => {
  it.each(EXHAUSTIVE)(
    'the explorer finds the same outcomes with and without merged states in the scenario: $name',
    async (scenario) => {
      const { merged, unmerged, differences } = await compareMerging(scenario);
      expect(differences).toEqual([]);
      expect(merged.runs).toBeLessThanOrEqual(unmerged.runs);
    },
  );

  it.each(MUTANTS)(
    'the explorer finds the same violations with and without merged states of the mutant: $name',
    async (mutant) => {
      for (const scenario of smallestFor(mutant))
        expect((await compareMerging(scenario, mutant)).differences).toEqual([]);
    },
  );
});

describe('the invariants', () => {
  const scenarioOf = (name: string) => [...SMALL, ...MIDDLE].find((one) => one.name === name)!;

  /** Finds a violation of the invariant in the scenario that the mutant names for it. */
  async function violationOf(mutant: Mutant, invariant: string) {
    const { sessions, browserRules, caughtBy } = mutant;
    const bounds = { until: [invariant] };
    const wiring = { ...REAL_SERVICE, ...mutant.wiring };
    const scenario = { ...scenarioOf(caughtBy[invariant]!), browserRules };
    const explorer = new Explorer(scenario, memoryStorages(sessions), wiring, bounds);
    const { violations } = await explorer.explore();
    return violations.find((violation) => violation.invariant === invariant);
  }

  it.each(MUTANTS)('the invariants detect the mutant: $name', async (mutant) => {
    for (const invariant of Object.keys(mutant.caughtBy)) {
      const violation = await violationOf(mutant, invariant);
      expect(violation?.steps.length).toBeGreaterThan(2);
    }
  });

  it('every invariant is violated by at least one mutant', () => {
    const broken = MUTANTS.flatMap(({ caughtBy }) => Object.keys(caughtBy));
    expect(new Set(broken)).toEqual(new Set(INVARIANTS.map(({ name }) => name)));
  });
});
