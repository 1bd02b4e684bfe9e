/** What became of a request: its status, or `none` when the connection ended first. */
export type Outcome = number | 'none';

/** What is counted of the requests of one trial. */
export class Counters {
  readonly outcomes = new Map<Outcome, number>();
  /** Requests that were sent again, because the first time brought no answer or a 503. */
  retries = 0;
  /** Milliseconds: what a client waited for an answer at most. */
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
