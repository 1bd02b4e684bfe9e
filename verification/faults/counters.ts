/** The status of a response, or `none` when the connection ended without one. */
export type Outcome = number | 'none';

/** Counts the requests of one trial. */
export class Counters {
  readonly outcomes = new Map<Outcome, number>();
  /** The number of retries after a lost response or a 503. */
  retries = 0;
  /** The longest wait for a response, in milliseconds. */
  longestMs = 0;

  count(outcome: Outcome, tookMs: number): void {
    this.outcomes.set(outcome, this.of(outcome) + 1);
    if (outcome !== 'none') this.longestMs = Math.max(this.longestMs, tookMs);
  }

  of(outcome: Outcome): number {
    return this.outcomes.get(outcome) ?? 0;
  }

  get requests(): number {
    return [...this.outcomes.values()].reduce((sum, count) => sum + count, 0);
  }
}
