import { nextTick } from 'node:process';

/** An item that waits for its batch. */
interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects the items that are added in one turn of the event loop, and runs them as one batch: one
 * statement instead of several. Items with the same key run in separate batches.
 */
export class Batcher<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];

  /**
   * @param keyOf returns the key of an item
   * @param run runs items with different keys, and returns their results in the same order
   */
  constructor(
    private readonly keyOf: (item: Item) => string,
    private readonly run: (items: readonly Item[]) => Promise<readonly Result[]>,
  ) {}

  /** Adds an item to the next batch. @throws the error of `run` */
  add(item: Item): Promise<Result> {
    // Callers add items in promise callbacks, and nextTick runs after those that are due.
    if (this.waiting.length === 0) nextTick(() => this.startBatches());
    return new Promise((resolve, reject) => this.waiting.push({ item, resolve, reject }));
  }

  private startBatches(): void {
    let left = this.waiting;
    this.waiting = [];
    while (left.length > 0) {
      const batch = new Map<string, Waiting<Item, Result>>();
      const later: typeof left = [];
      for (const one of left) {
        const key = this.keyOf(one.item);
        if (batch.has(key)) later.push(one);
        else batch.set(key, one);
      }
      left = later;
      void this.runBatch([...batch.values()]);
    }
  }

  private async runBatch(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.run(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results[index]!));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
