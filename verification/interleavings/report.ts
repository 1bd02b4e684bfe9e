import type { Exploration } from './explorer.js';
import { INVARIANTS } from './invariants.js';

const LENGTHS = { name: 78, number: 18 };

const row = (name: string, ...cells: (string | number | bigint)[]): string =>
  name.padEnd(LENGTHS.name) + cells.map((cell) => String(cell).padStart(LENGTHS.number)).join('');

export const HEAD = row('', 'schedules', 'runs', 'steps checked', 'states', 'depth', 'seconds');

export const seconds = (ms: number): string => (ms / 1000).toFixed(1);

/** Returns a line of the table. @param ms the duration */
export function describeExploration(exploration: Exploration, ms: number): string {
  const { scenario, schedules, runs, steps, states, depth } = exploration;
  return row(scenario, schedules, runs, steps, states, depth, seconds(ms));
}

/** Returns the totals of a store, with the maximum depth. */
export function sumOf(explorations: readonly Exploration[]): Exploration {
  const sum = (column: 'runs' | 'steps' | 'states') =>
    explorations.reduce((total, one) => total + one[column], 0);
  return {
    scenario: `${explorations.length} scenarios`,
    schedules: explorations.reduce((total, { schedules }) => total + schedules, 0n),
    runs: sum('runs'),
    steps: sum('steps'),
    states: sum('states'),
    depth: Math.max(...explorations.map(({ depth }) => depth)),
    violations: explorations.flatMap(({ violations }) => violations),
  };
}

export const describeInvariants = (): string =>
  INVARIANTS.map(({ name, property }) => `- ${name}: ${property}`).join('\n');
