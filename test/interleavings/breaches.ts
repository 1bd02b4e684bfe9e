import type { History } from './history.js';
import { INVARIANTS, type Scene } from './invariants.js';

/** The first schedule that was seen to break a promise. */
export interface Breach {
  invariant: string;
  promise: string;
  what: string;
  /** Who did what, and what came back. */
  steps: readonly string[];
}

/** What was broken, each promise once. */
export class Breaches {
  private readonly found = new Map<string, Breach>();

  get all(): readonly Breach[] {
    return [...this.found.values()];
  }

  has(invariant: string): boolean {
    return this.found.has(invariant);
  }

  /** Holds every promise against the last step, and what is there now. @returns what is broken */
  look({ told }: History, scene: Scene): string[] {
    return INVARIANTS.flatMap(({ name: invariant, promise, breaches }) => {
      const [what] = breaches(scene);
      if (what === undefined) return [];
      const steps = [...told];
      if (!this.has(invariant)) this.found.set(invariant, { invariant, promise, what, steps });
      return [invariant];
    });
  }
}

/** For a person to read. */
export const describeBreach = ({ invariant, promise, what, steps }: Breach): string =>
  [`BROKEN: ${invariant}. ${promise}`, `Here: ${what}.`, ...steps.map((step) => `  ${step}`)].join(
    '\n',
  );
