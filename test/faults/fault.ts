import type { Checker } from './checker.js';
import type { FaultDatabase } from './fault-database.js';
import type { Fixture } from './fixture.js';
import type { Counters } from './counters.js';

/** Who sees what becomes of a fault. */
export interface Witnesses<D extends FaultDatabase = FaultDatabase> {
  counters: Counters;
  checker: Checker;
  fixture: Fixture<D>;
  quietly: (work: () => void) => Promise<void>;
}

/** What goes wrong on purpose, while clients are at work. */
export interface Fault<D extends FaultDatabase = FaultDatabase> {
  readonly name: string;
  /** What is waited for before the pause; else nothing. */
  untilItsMoment?(fixture: Fixture<D>, checker: Checker): Promise<void>;
  /** Milliseconds between two of them, from and to. */
  readonly pauseMs: readonly [number, number];
  /** It only stops servers: no request may fail, unless a limit passed on a busy machine. */
  readonly isGraceful?: boolean;
  /**
   * Causes the fault once. Resolves when the fault is over, although not everything may be back.
   *
   * @param quietly does something while no request is under way
   */
  strike(
    fixture: Fixture<D>,
    checker: Checker,
    quietly: (work: () => void) => Promise<void>,
  ): Promise<void>;
  /** How often it was noticed so far. A strike after which that is no more shows nothing. */
  timesFelt(witnesses: Witnesses<D>): number;
}
