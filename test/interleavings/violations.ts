import type { History } from './history.js';
import { INVARIANTS, type Fixture } from './invariants.js';

/** The first schedule that was seen to break a promise. */
export interface Violation {
  invariant: string;
  promise: string;
  what: string;
  /** Who did what, and what came back. */
  steps: readonly string[];
}

/** What was broken, each promise once. */
export class Violations {
  private readonly found = new Map<string, Violation>();

  get all(): readonly Violation[] {
    return [...this.found.values()];
  }

  has(invariant: string): boolean {
    return this.found.has(invariant);
  }

  /** Holds every promise against the last step, and what is there now. @returns what is broken */
  look({ told }: History, fixture: Fixture): string[] {
    return INVARIANTS.flatMap(({ name: invariant, promise, violations }) => {
      const [what] = violations(fixture);
      if (what === undefined) return [];
      const steps = [...told];
      if (!this.has(invariant)) this.found.set(invariant, { invariant, promise, what, steps });
      return [invariant];
    });
  }
}

/** For a person to read. */
export const describeViolation = ({ invariant, promise, what, steps }: Violation): string =>
  [`BROKEN: ${invariant}. ${promise}`, `Here: ${what}.`, ...steps.map((step) => `  ${step}`)].join(
    '\n',
  );
