import { Clock } from '../../src/auth/domain/clock.js';

/** Both times stand until a test moves them. */
export class FakeClock extends Clock {
  constructor(
    private wall = 1_700_000_000_000,
    private steady = 0,
  ) {
    super();
  }

  now(): number {
    return this.wall;
  }

  monotonic(): number {
    return this.steady;
  }

  pass(ms: number): void {
    this.wall += ms;
    this.steady += ms;
  }

  /** Somebody sets the clock on the wall. */
  step(ms: number): void {
    this.wall += ms;
  }
}
