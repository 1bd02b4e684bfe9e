import { nextTick } from 'node:process';

/** An item that waits for its round. */
interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects the items that are added at the same time, and runs them together: one statement instead
 * of several. Two items with the same key run in separate rounds.
 */
export class Rounds<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];

  /**
   * @param keyOf returns the key of an item
   * @param run runs items with different keys, and returns their results in the same order
   */
  constructor(
    private readonly keyOf: (item: Item) => string,
    private readonly run: (items: readonly Item[]) => Promise<readonly Result[]>,
  ) {}

  /** Adds an item to the next round. @throws the error of `run` */
  add(item: Item): Promise<Result> {
    // The callback runs when all promises of this turn of the event loop are settled.
    if (this.waiting.length === 0) nextTick(() => this.start());
    return new Promise((resolve, reject) => this.waiting.push({ item, resolve, reject }));
  }

  private start(): void {
    let left = this.waiting;
    this.waiting = [];
    while (left.length > 0) {
      const round = new Map<string, Waiting<Item, Result>>();
      const later: typeof left = [];
      for (const one of left) {
        const key = this.keyOf(one.item);
        if (round.has(key)) later.push(one);
        else round.set(key, one);
      }
      left = later;
      void this.runRound([...round.values()]);
    }
  }

  private async runRound(round: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.run(round.map(({ item }) => item));
      round.forEach(({ resolve }, index) => resolve(results[index]!));
    } catch (error) {
      for (const { reject } of round) reject(error);
    }
  }
}
