/** What the operator decides about stopping. */
export interface ShutdownSettings {
  /**
   * How long proxies have to notice: after the signal new connections are taken for so long, and
   * then a connection must have been silent for so long before it is closed.
   */
  delayMs: number;
  /** How long after the signal the process is gone, whatever is unanswered then. */
  timeoutMs: number;
}

/** Token under which they are injected. */
export const SHUTDOWN_SETTINGS = Symbol('SHUTDOWN_SETTINGS');

/** At once: for tests, and for a person at a terminal. */
export const DEFAULT_SHUTDOWN_SETTINGS: ShutdownSettings = { delayMs: 0, timeoutMs: 10_000 };

export const SHUTDOWN_RULE = 'must be more than twice SHUTDOWN_DELAY';

/** A connection that was used at the last moment of the first delay is silent for a second one. */
export const isLongEnough = ({ delayMs, timeoutMs }: ShutdownSettings): boolean =>
  !(timeoutMs <= 2 * delayMs);
