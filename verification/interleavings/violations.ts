import type { History } from './history.js';
import { INVARIANTS, type Snapshot } from './invariants.js';

/** The first schedule that violated an invariant. */
export interface Violation {
  invariant: string;
  property: string;
  what: string;
  /** The steps of the schedule, with the responses. */
  steps: readonly string[];
}

/** The first violation of each invariant. */
export class Violations {
  private readonly found = new Map<string, Violation>();

  get all(): readonly Violation[] {
    return [...this.found.values()];
  }

  has(invariant: string): boolean {
    return this.found.has(invariant);
  }

  /** Checks all invariants after a step. @returns the names of those that are violated */
  check({ steps: log }: History, snapshot: Snapshot): string[] {
    return INVARIANTS.flatMap(({ name: invariant, property, violations }) => {
      const [what] = violations(snapshot);
      if (what === undefined) return [];
      const steps = [...log];
      if (!this.has(invariant)) this.found.set(invariant, { invariant, property, what, steps });
      return [invariant];
    });
  }
}

export const describeViolation = ({ invariant, property, what, steps }: Violation): string =>
  [
    `VIOLATED: ${invariant}. ${property}`,
    `Here: ${what}.`,
    ...steps.map((step) => `  ${step}`),
  ].join('\n');
