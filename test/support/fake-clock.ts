import { Clock } from '../../src/auth/domain/clock.js';

/** A clock that stands still until the test moves it. */
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

  /** Changes the wall clock only, as an administrator or NTP does. */
  step(ms: number): void {
    this.wall += ms;
  }
}
