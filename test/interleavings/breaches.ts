import { INVARIANTS } from './invariants.js';
import type { World } from './world.js';

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

  /** Holds every promise against what is there now. */
  async look(world: World): Promise<void> {
    const scene = await world.look();
    for (const { name: invariant, promise, breaches } of INVARIANTS) {
      const [what] = this.has(invariant) ? [] : breaches(scene);
      if (what === undefined) continue;
      this.found.set(invariant, { invariant, promise, what, steps: [...world.history.told] });
    }
  }
}

/** For a person to read. */
export const describeBreach = ({ invariant, promise, what, steps }: Breach): string =>
  [`BROKEN: ${invariant}. ${promise}`, `Here: ${what}.`, ...steps.map((step) => `  ${step}`)].join(
    '\n',
  );
