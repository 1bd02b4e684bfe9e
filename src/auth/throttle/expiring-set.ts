import { BoundedMap } from '../domain/bounded-map.js';

const MAX_ENTRIES = 10_000;

/** A set of keys that expire. The oldest of more than 10,000 keys are dropped. */
export class ExpiringSet {
  /** When each key expires, in milliseconds of the monotonic clock. */
  private readonly entries = new BoundedMap<string, number>(MAX_ENTRIES);

  /** Checks whether a key was added and has not expired. */
  has(key: string): boolean {
    return (this.entries.get(key) ?? 0) > performance.now();
  }

  /**
   * Adds a key.
   *
   * @returns false if it was in the set before; then it expires when it did
   */
  add(key: string, lifetimeMs: number): boolean {
    if (this.has(key)) return false;
    this.entries.set(key, performance.now() + lifetimeMs);
    return true;
  }
}
