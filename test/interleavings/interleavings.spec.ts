import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import { type Breach, describeBreach } from './breaches.js';
import { Explorer } from './explorer.js';
import { ITSELF } from './instance.js';
import { INVARIANTS } from './invariants.js';
import { MUTANTS } from './mutants/index.js';
import type { Mutant } from './mutants/mutant.js';
import { sample } from './sampler.js';
import { EVERYTHING, HONEST, MIDDLE, OVERTAKEN_BY_A_RESTORE, SMALL } from './scenarios.js';
import { memoryRoom } from './storage/memory-storage.js';
import { postgresRoom } from './storage/postgres-storage.js';
import { sqliteRoom } from './storage/sqlite-storage.js';
import type { StorageRoom } from './storage/storage.js';

/** The short form: `npm run test:interleavings` is the long one. */
const DRAWN = 60;

const told = (breaches: readonly Breach[]): string => breaches.map(describeBreach).join('\n\n');

describe('every interleaving in memory', () => {
  it.each([...SMALL, ...MIDDLE])('of $name keeps every promise', async (scenario) => {
    const { breaches, schedules } = await new Explorer(scenario, memoryRoom()).explore();
    expect(told(breaches)).toBe('');
    expect(schedules).toBeGreaterThan(1n);
  });

  it.each([EVERYTHING, HONEST])(
    'that is drawn by lot of $name keeps every promise',
    async (all) => {
      const { breaches, steps } = await sample(all, memoryRoom(), DRAWN);
      expect(told(breaches)).toBe('');
      expect(steps).toBeGreaterThan(DRAWN * 30);
    },
  );

  it(`of ${OVERTAKEN_BY_A_RESTORE.name} may end the login: nobody can tell it from a theft`, async () => {
    const until = ['an honest client stays'];
    const exploration = new Explorer(OVERTAKEN_BY_A_RESTORE, memoryRoom(), ITSELF, { until });
    const { breaches } = await exploration.explore();
    expect(breaches.map(({ invariant }) => invariant)).toEqual(until);
  });
});

describe.each(DATABASES)('every interleaving on a real database (%s)', (kind) => {
  let room: StorageRoom;
  beforeAll(async () => {
    room = await (kind === 'sqlite' ? sqliteRoom() : postgresRoom());
  });
  afterAll(() => room.close());

  it.each(SMALL)('of $name keeps every promise', async (scenario) => {
    const { breaches, schedules } = await new Explorer(scenario, room).explore();
    expect(told(breaches)).toBe('');
    expect(schedules).toBeGreaterThan(1n);
  });
});

describe('the exploration', () => {
  it.each(SMALL.slice(0, 3))('of $name leaves out no schedule where two ways meet', async (one) => {
    const merged = await new Explorer(one, memoryRoom()).explore();
    const walked = await new Explorer(one, memoryRoom(), ITSELF, { merges: false }).explore();
    expect(merged.schedules).toBe(walked.schedules);
    expect(walked.runs).toBe(Number(walked.schedules));
    expect(merged.runs).toBeLessThan(walked.runs);
  });
});

describe('a known wrong way', () => {
  /** What the short form finds, until it has found all that it is to find. */
  async function breachesOf({ logins, wiring, caughtBy }: Mutant): Promise<Map<string, Breach>> {
    const found = new Map<string, Breach>();
    for (const scenario of [...SMALL, ...MIDDLE]) {
      const until = caughtBy.filter((name) => !found.has(name));
      if (until.length === 0) break;
      const whole = { ...ITSELF, ...wiring };
      const exploration = new Explorer(scenario, memoryRoom(logins), whole, { until });
      const { breaches } = await exploration.explore();
      for (const breach of breaches) found.set(breach.invariant, breach);
    }
    return found;
  }

  it.each(MUTANTS)('is caught: $name', async (mutant) => {
    const found = await breachesOf(mutant);
    expect([...found.keys()]).toEqual(expect.arrayContaining([...mutant.caughtBy]));
    for (const { steps } of found.values()) expect(steps.length).toBeGreaterThan(2);
  });

  it('is there for every invariant: none of them is never broken', () => {
    const broken = MUTANTS.flatMap(({ caughtBy }) => caughtBy);
    expect(new Set(broken)).toEqual(new Set(INVARIANTS.map(({ name }) => name)));
  });
});
