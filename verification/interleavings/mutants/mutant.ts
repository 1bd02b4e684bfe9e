import type { Wiring } from '../instance.js';
import type { SessionStoreOf } from '../storage/memory-storage.js';

/** The service or its store with one fault. */
export interface Mutant {
  name: string;
  /** A description of the fault. */
  fault: string;
  /** Replaces the store. */
  sessions?: SessionStoreOf;
  wiring?: Partial<Wiring>;
  /** The invariants that detect it, each with the name of a scenario in which it does. */
  caughtBy: Readonly<Record<string, string>>;
}
