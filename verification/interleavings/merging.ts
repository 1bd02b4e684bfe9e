import { type Exploration, Explorer } from './explorer.js';
import { REAL_SERVICE } from './instance.js';
import type { Mutant } from './mutants/mutant.js';
import { MIDDLE, SMALL } from './scenarios/index.js';
import type { Scenario } from './scenarios/scenario.js';
import { memoryStorages } from './storage/memory-storage.js';

/** Scenarios with so few schedules that they run without merged states in a short time. */
const FEW_SCHEDULES = [
  'two tabs, one refresh each',
  'one refresh, one lost response',
  'a new session, a password change',
  'two refreshes, a lost response',
  'a browser: one refresh, one lost response',
];

const MORE_SCHEDULES = [
  'one refresh, a thief with a token',
  'one refresh, a log-out',
  'a browser: one refresh, a thief with the profile',
];

const named = (names: readonly string[]): readonly Scenario[] =>
  [...SMALL, ...MIDDLE].filter(({ name }) => names.includes(name));

/** Scenarios whose outcomes the specs compare with and without merged states. */
export const EXHAUSTIVE = named(FEW_SCHEDULES);

/** More of them, for the long form. */
export const MORE_EXHAUSTIVE = named(MORE_SCHEDULES);

/** What an exploration found. */
interface Found extends Exploration {
  outcomes: ReadonlySet<string>;
}

async function exploreWith(
  scenario: Scenario,
  mutant: Partial<Mutant>,
  merges: boolean,
): Promise<Found> {
  const outcomes = new Set<string>();
  const wiring = { ...REAL_SERVICE, ...mutant.wiring };
  const bounds = { merges, outcomes };
  const { browserRules, sessions } = mutant;
  const mutated = { ...scenario, browserRules };
  const explorer = new Explorer(mutated, memoryStorages(sessions), wiring, bounds);
  return { outcomes, ...(await explorer.explore()) };
}

/** The same scenario with and without merged states. */
interface Comparison {
  merged: Found;
  unmerged: Found;
  /** In words. Empty when merging loses no outcome and no schedule. */
  differences: readonly string[];
}

export async function compareMerging(
  scenario: Scenario,
  mutant: Partial<Mutant> = {},
): Promise<Comparison> {
  const merged = await exploreWith(scenario, mutant, true);
  const unmerged = await exploreWith(scenario, mutant, false);
  return { merged, unmerged, differences: differencesOf(merged, unmerged) };
}

function differencesOf(merged: Found, unmerged: Found): string[] {
  const missing = [...unmerged.outcomes].filter((outcome) => !merged.outcomes.has(outcome));
  const extra = merged.outcomes.size + missing.length - unmerged.outcomes.size;
  const lost = missing.slice(0, 1).map((outcome) => `merged states lose the outcome ${outcome}`);
  if (extra > 0) lost.push(`merged states have ${extra} other outcomes`);
  if (merged.schedules !== unmerged.schedules)
    lost.push(`merged states have ${merged.schedules} of ${unmerged.schedules} schedules`);
  if (unmerged.runs !== Number(unmerged.schedules))
    lost.push(`${unmerged.runs} runs of ${unmerged.schedules} schedules`);
  return lost;
}
