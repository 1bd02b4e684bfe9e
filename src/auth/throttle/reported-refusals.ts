import { BoundedMap } from '../domain/bounded-map.js';

const MAX_ENTRIES = 10_000;

/** Stores the counters whose refusals were reported, so that a flood does not fill the log. */
export class ReportedRefusals {
  private readonly entries = new BoundedMap<string, number>(MAX_ENTRIES);

  /**
   * Adds a counter that refuses attempts.
   *
   * @param resetsInMs when the counter stops refusing
   * @returns false if it was added before
   */
  add(key: string, resetsInMs: number): boolean {
    const now = performance.now();
    if ((this.entries.get(key) ?? 0) > now) return false;
    this.entries.set(key, now + resetsInMs);
    return true;
  }
}
