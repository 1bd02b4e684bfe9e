import type { Wiring } from '../instance.js';
import type { SessionsOf } from '../storage/memory-storage.js';

/** A known wrong way: the service or its store with one fault. */
export interface Mutant {
  name: string;
  /** What is wrong. */
  fault: string;
  /** What stands in the place of the store. */
  sessions?: SessionsOf;
  wiring?: Partial<Wiring>;
  /** By the name of each invariant that catches it, the name of a scenario in which it does. */
  caughtBy: Readonly<Record<string, string>>;
}
