/** The only source of time. Tests and hosts may replace it. */
export abstract class Clock {
  /** Wall-clock time, epoch milliseconds. */
  abstract now(): number;

  /** Time that never steps, milliseconds since some fixed moment: for ages, never for dates. */
  abstract monotonic(): number;
}
