import type { Checker } from './checker.js';
import type { FaultDatabase } from './fault-database.js';
import type { Scene } from './scene.js';
import type { Tally } from './tally.js';

/** What goes wrong on purpose, while clients are at work. */
export interface Fault<D extends FaultDatabase = FaultDatabase> {
  readonly name: string;
  /** Milliseconds between two of them, from and to. */
  readonly pauseMs: readonly [number, number];
  /** It only stops servers: no request may fail, unless a limit passed on a busy machine. */
  readonly isGraceful?: boolean;
  /** Once; it resolves when nothing is wrong any more, though not everything may be back. */
  strike(scene: Scene<D>, checker: Checker): Promise<void>;
  /** Whether clients noticed. A fault that nobody felt shows nothing. */
  wasFelt(tally: Tally, scene: Scene<D>): boolean;
}
