import type { BrowserRules } from '../actors/browser-rules.js';
import type { Wiring } from '../instance.js';
import type { SessionStoreOf } from '../storage/memory-storage.js';

/** The service, its store or a browser with one fault. */
export interface Mutant {
  name: string;
  /** A description of the fault. */
  fault: string;
  /** Replaces the store. */
  sessions?: SessionStoreOf;
  wiring?: Partial<Wiring>;
  /** Replaces rules of the browsers. */
  browserRules?: Partial<BrowserRules>;
  /** The invariants that detect it, each with the name of a scenario in which it does. */
  caughtBy: Readonly<Record<string, string>>;
}
