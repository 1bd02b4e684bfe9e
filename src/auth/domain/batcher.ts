/** An item that waits for its batch. */
interface Waiting<Item, Result> {
  readonly item: Item;
  readonly key: string;
  readonly resolve: (result: Result | Promise<Result>) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatchLimits {
  /** Items in one batch. */
  readonly maxSize: number;
  /** Batches that run at the same time. Further items wait, and share the next batch. */
  readonly maxRunning: number;
}

/**
 * Collects items, and runs those that wait as one batch: one statement instead of several. A batch
 * starts at the end of a turn of the event loop, so an item waits for others only while the maximum
 * number of batches is running. Items with the same key run one after the other, in their order.
 */
export class Batcher<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private readonly runningKeys = new Set<string>();
  private running = 0;
  private isScheduled = false;

  /**
   * @param keyOf returns the key of an item
   * @param run runs items with different keys, and returns their results in the same order. A result
   *   may be a promise, which the batch does not wait for
   */
  constructor(
    private readonly keyOf: (item: Item) => string,
    private readonly run: (
      items: readonly Item[],
    ) => Promise<readonly (Result | Promise<Result>)[]>,
    private readonly limits: BatchLimits,
  ) {}

  /** Adds an item to the next batch. @throws the error of `run` */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, key: this.keyOf(item), resolve, reject });
      this.schedule();
    });
  }

  /** The requests of all connections that are readable in this turn come before `setImmediate`. */
  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.startBatches();
    });
  }

  private startBatches(): void {
    while (this.running < this.limits.maxRunning) {
      const batch = this.takeBatch();
      if (batch.length === 0) return;
      void this.runBatch(batch);
    }
  }

  /** Takes the first items whose keys are not running. */
  private takeBatch(): Waiting<Item, Result>[] {
    const batch: Waiting<Item, Result>[] = [];
    const left: typeof batch = [];
    for (const one of this.waiting) {
      const isTaken = batch.length < this.limits.maxSize && !this.runningKeys.has(one.key);
      (isTaken ? batch : left).push(one);
      if (isTaken) this.runningKeys.add(one.key);
    }
    this.waiting = left;
    return batch;
  }

  private async runBatch(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    this.running++;
    try {
      const results = await this.run(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results[index]!));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.running--;
      for (const { key } of batch) this.runningKeys.delete(key);
      if (this.waiting.length > 0) this.schedule();
    }
  }
}
