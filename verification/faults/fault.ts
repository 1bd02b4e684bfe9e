import type { Checker } from './checker.js';
import type { FaultDatabase } from './fault-database.js';
import type { Fixture } from './fixture.js';
import type { Counters } from './counters.js';

/** The observers and the target of a fault. */
export interface FaultContext<D extends FaultDatabase = FaultDatabase> {
  counters: Counters;
  checker: Checker;
  fixture: Fixture<D>;
  whileIdle: (work: () => void) => Promise<void>;
}

/** A fault that is injected while clients send requests. */
export interface Fault<D extends FaultDatabase = FaultDatabase> {
  readonly name: string;
  /** Waits for a condition before the pause. @default no condition */
  waitForTrigger?(fixture: Fixture<D>, checker: Checker): Promise<void>;
  /** The minimum and maximum pause before an injection, in milliseconds. */
  readonly pauseMs: readonly [number, number];
  /** Whether it only stops servers: then no request may fail, except by a time limit on a busy machine. */
  readonly isGraceful?: boolean;
  /**
   * Causes the fault once. Resolves when the fault has ended, although recovery may not be complete.
   *
   * @param whileIdle runs a function while no request is in flight
   */
  inject(
    fixture: Fixture<D>,
    checker: Checker,
    whileIdle: (work: () => void) => Promise<void>,
  ): Promise<void>;
  /** Counts the observed effects so far. The count must increase after every injection. */
  effectCount(context: FaultContext<D>): number;
}
