/** The only source of time. Tests and applications can replace it. */
export abstract class Clock {
  /** Wall-clock time, epoch milliseconds. */
  abstract now(): number;

  /** Monotonic time in milliseconds since an arbitrary start. For durations, not for dates. */
  abstract monotonic(): number;
}
