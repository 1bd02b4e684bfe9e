import type { Wiring } from '../instance.js';
import type { LoginsOf } from '../storage/memory-storage.js';

/** A known wrong way: the service or its store with one fault. */
export interface Mutant {
  name: string;
  /** What is wrong. */
  fault: string;
  /** What stands in the place of the store. */
  logins?: LoginsOf;
  wiring?: Partial<Wiring>;
  /** The invariants that catch it, by their names. */
  caughtBy: readonly string[];
}
