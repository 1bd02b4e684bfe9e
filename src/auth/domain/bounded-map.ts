/**
 * A map with a limited number of entries. A new entry drops the one that was set first.
 *
 * @example
 * ```ts
 * const cache = new BoundedMap<string, number>(2);
 * cache.set('a', 1).set('b', 2).set('c', 3); // has b and c
 * ```
 */
export class BoundedMap<K, V> extends Map<K, V> {
  /** @param maxEntries at least 1 */
  constructor(private readonly maxEntries: number) {
    super();
  }

  /** Sets an entry, which becomes the newest one. */
  override set(key: K, value: V): this {
    this.delete(key);
    super.set(key, value);
    if (this.size > this.maxEntries) this.dropOldest();
    return this;
  }

  /** A Map keeps the order of insertion. */
  private dropOldest(): void {
    for (const key of this.keys()) return void this.delete(key);
  }
}
