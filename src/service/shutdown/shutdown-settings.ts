/** Shutdown settings of the operator. */
export interface ShutdownSettings {
  /**
   * Time for proxies to notice the shutdown. New connections are accepted for this time after the
   * signal. Afterwards, a connection is closed once it has been idle for this time.
   */
  delayMs: number;
  /** Time after the signal at which the process exits, even with pending requests. */
  timeoutMs: number;
}

/** Injection token of {@link ShutdownSettings}. */
export const SHUTDOWN_SETTINGS = Symbol('SHUTDOWN_SETTINGS');

/** Without a delay, for tests and for development. */
export const DEFAULT_SHUTDOWN_SETTINGS: ShutdownSettings = { delayMs: 0, timeoutMs: 10_000 };

export const SHUTDOWN_RULE = 'must be more than twice SHUTDOWN_DELAY';

/** A connection that is used at the end of the first delay must then be idle for a second one. */
export const isLongEnough = ({ delayMs, timeoutMs }: ShutdownSettings): boolean =>
  !(timeoutMs <= 2 * delayMs);
