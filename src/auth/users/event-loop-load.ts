import { performance } from 'node:perf_hooks';

/** The maximum share of time in which an event loop that counts as idle is busy. */
const MAX_UTILIZATION = 0.5;

/** How long the event loop is observed before its utilization counts. */
const WINDOW_MS = 100;

/** The part of `performance` that is used. */
interface Observed {
  eventLoopUtilization: typeof performance.eventLoopUtilization;
}

/** Observes how busy the event loop of this process is. */
export class EventLoopLoad {
  private begun: ReturnType<Observed['eventLoopUtilization']>;
  private wasIdle = false;

  constructor(private readonly observed: Observed = performance) {
    this.begun = observed.eventLoopUtilization();
  }

  /** Whether the event loop was idle for at least half of the last period, of {@link WINDOW_MS} or more. */
  get isIdle(): boolean {
    const { active, idle, utilization } = this.observed.eventLoopUtilization(this.begun);
    if (active + idle >= WINDOW_MS) {
      this.wasIdle = utilization <= MAX_UTILIZATION;
      this.begun = this.observed.eventLoopUtilization();
    }
    return this.wasIdle;
  }
}
