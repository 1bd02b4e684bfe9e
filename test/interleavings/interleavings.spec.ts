import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import { type Violation, describeViolation } from './violations.js';
import { Explorer } from './explorer.js';
import { ITSELF } from './instance.js';
import { INVARIANTS } from './invariants.js';
import { MUTANTS } from './mutants/index.js';
import type { Mutant } from './mutants/mutant.js';
import { sample } from './sampler.js';
import {
  EVERYTHING,
  HONEST,
  MIDDLE,
  OVERTAKEN_BY_A_RESTORE,
  type Scenario,
  SMALL,
} from './scenarios.js';
import { memoryRoom } from './storage/memory-storage.js';
import { postgresRoom } from './storage/postgres-storage.js';
import { sqliteRoom } from './storage/sqlite-storage.js';
import type { StorageRoom } from './storage/storage.js';

/** Few enough schedules for each to be walked by itself: a stray request among them. */
const WALKED = [...SMALL, ...MIDDLE].filter(({ name }) =>
  [
    'two tabs, one refresh each',
    'one refresh, one lost answer',
    'one refresh, a thief with a token',
    'one refresh, a logout',
    'a session that begins, a password change',
    'two refreshes, a lost answer',
  ].includes(name),
);

/** The same, for whatever is gone through many times. */
const BRIEF = WALKED.filter(({ name }) => /one lost response|begins/.test(name));

/** The short form: `npm run test:interleavings` is the long one. */
const DRAWN = 60;

const told = (violations: readonly Violation[]): string =>
  violations.map(describeViolation).join('\n\n');

describe('every interleaving in memory', () => {
  it.each([...SMALL, ...MIDDLE])('of $name keeps every promise', async (scenario) => {
    const { violations, schedules } = await new Explorer(scenario, memoryRoom()).explore();
    expect(told(violations)).toBe('');
    expect(schedules).toBeGreaterThan(1n);
  });

  it.each([EVERYTHING, HONEST])(
    'that is drawn by lot of $name keeps every promise',
    async (all) => {
      const { violations, steps } = await sample(all, memoryRoom(), DRAWN);
      expect(told(violations)).toBe('');
      expect(steps).toBeGreaterThan(DRAWN * 30);
    },
  );

  it(`of ${OVERTAKEN_BY_A_RESTORE.name} may end the session: nobody can tell it from a theft`, async () => {
    const until = ['an honest client stays'];
    const exploration = new Explorer(OVERTAKEN_BY_A_RESTORE, memoryRoom(), ITSELF, { until });
    const { violations } = await exploration.explore();
    expect(violations.map(({ invariant }) => invariant)).toEqual(until);
  });
});

describe.each(DATABASES)('every interleaving on a real database (%s)', (kind) => {
  let room: StorageRoom;
  beforeAll(async () => {
    room = await (kind === 'sqlite' ? sqliteRoom() : postgresRoom());
  });
  afterAll(() => room.close());

  it.each(SMALL)('of $name keeps every promise', async (scenario) => {
    const { violations, schedules } = await new Explorer(scenario, room).explore();
    expect(told(violations)).toBe('');
    expect(schedules).toBeGreaterThan(1n);
  });
});

describe('the exploration', () => {
  async function comeTo(scenario: Scenario, mutant: Partial<Mutant>, merges: boolean) {
    const outcomes = new Set<string>();
    const whole = { ...ITSELF, ...mutant.wiring };
    const bounds = { merges, outcomes };
    const explorer = new Explorer(scenario, memoryRoom(mutant.sessions), whole, bounds);
    return { outcomes, ...(await explorer.explore()) };
  }

  async function compare(scenario: Scenario, mutant: Partial<Mutant> = {}) {
    const merged = await comeTo(scenario, mutant, true);
    const walked = await comeTo(scenario, mutant, false);
    const leftOut = [...walked.outcomes].filter((outcome) => !merged.outcomes.has(outcome));
    expect(leftOut.slice(0, 1)).toEqual([]);
    expect(merged.outcomes.size).toBe(walked.outcomes.size);
    expect(merged.schedules).toBe(walked.schedules);
    return { merged, walked };
  }

  it.each(WALKED)('of $name leaves out nothing where two ways meet', async (scenario) => {
    const { merged, walked } = await compare(scenario);
    expect(walked.runs).toBe(Number(walked.schedules));
    expect(merged.runs).toBeLessThanOrEqual(walked.runs);
  });

  it.each(MUTANTS)('finds all that is broken, with and without: $name', async (mutant) => {
    for (const scenario of BRIEF) await compare(scenario, mutant);
  });
});

describe('a known wrong way', () => {
  const scenarioOf = (name: string) => [...SMALL, ...MIDDLE].find((all) => all.name === name)!;

  /** The first violation of an invariant in the scenario that the mutant names for it. */
  async function violationOf({ sessions, wiring, caughtBy }: Mutant, invariant: string) {
    const bounds = { until: [invariant] };
    const whole = { ...ITSELF, ...wiring };
    const scenario = scenarioOf(caughtBy[invariant]!);
    const explorer = new Explorer(scenario, memoryRoom(sessions), whole, bounds);
    const { violations } = await explorer.explore();
    return violations.find((violation) => violation.invariant === invariant);
  }

  it.each(MUTANTS)('is caught: $name', async (mutant) => {
    for (const invariant of Object.keys(mutant.caughtBy)) {
      const violation = await violationOf(mutant, invariant);
      expect(violation?.steps.length).toBeGreaterThan(2);
    }
  });

  it('is there for every invariant: none of them is never broken', () => {
    const broken = MUTANTS.flatMap(({ caughtBy }) => Object.keys(caughtBy));
    expect(new Set(broken)).toEqual(new Set(INVARIANTS.map(({ name }) => name)));
  });
});
