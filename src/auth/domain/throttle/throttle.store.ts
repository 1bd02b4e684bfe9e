/** Attempts that are counted together. */
export interface Counter {
  /** Identifies the counter: at most 64 characters. */
  readonly key: string;
  /** The number of attempts that are allowed. */
  readonly limit: number;
  /** The time from the first attempt until the counter starts again at zero. */
  readonly seconds: number;
  /**
   * How long the counter refuses attempts once the limit is exceeded. Then it starts again at zero.
   *
   * @default until `seconds` have passed since the first attempt
   */
  readonly coolDownSeconds?: number | undefined;
}

/** The state of a counter, with the attempt that was just counted. */
export interface Count {
  /** Attempts so far, also those that were refused. */
  readonly count: number;
  /** Milliseconds until the counter starts again at zero. */
  readonly resetsInMs: number;
  /** The same as a time, which identifies the window. Epoch milliseconds. */
  readonly resetsAt: number;
}

/**
 * Counts attempts. An application replaces it to share the counts of its instances in a database of
 * its own.
 *
 * - `count` MUST be ONE atomic operation: of two attempts at the same time, one MUST get the higher
 *   count. It MUST count an attempt beyond the limit, too.
 * - A method that rejects does not fail a log-in: the attempt is then counted in the process, and
 *   the event `login_throttle_unavailable` is emitted.
 */
export abstract class ThrottleStore {
  /** Counts one attempt. */
  abstract count(counter: Counter): Promise<Count>;

  /**
   * Subtracts one attempt. MUST change nothing if the counter has started again since the attempt was
   * counted, or is at zero: a flood at the end of a window would otherwise be free in the next one.
   *
   * @param counted the result of `count`
   */
  abstract giveBack(counter: Counter, counted: Count): Promise<void>;

  /** Sets counters to zero. */
  abstract reset(counters: readonly Counter[]): Promise<void>;
}
