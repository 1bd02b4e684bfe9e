/** The attempts that may wait at once, as many as in the hash queue. */
const MAX_WAITING = 64;

/**
 * The log-ins of this process that were counted and whose passwords are being verified. A client that
 * logs in several times at once has counted them all before the first succeeds, so the ones beyond
 * the limit wait for a result instead of being refused.
 */
export class AttemptsInFlight {
  private readonly running = new Map<string, Set<Promise<void>>>();
  private readonly turns = new Map<string, Promise<unknown>>();
  private waiting = 0;

  /** Runs work of one key after all earlier work of the key: attempts are counted one by one. */
  async inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.turns.get(key) ?? Promise.resolve()).then(work);
    const ended = turn.then(ignore, ignore);
    this.turns.set(key, ended);
    await ended;
    if (this.turns.get(key) === ended) this.turns.delete(key);
    return turn;
  }

  /** Registers an attempt. @returns a function that ends it */
  begin(key: string): () => void {
    const attempts = this.running.get(key) ?? new Set();
    this.running.set(key, attempts);
    let resolve: () => void;
    const attempt = new Promise<void>((resolved) => (resolve = resolved));
    attempts.add(attempt);
    return () => {
      attempts.delete(attempt);
      if (attempts.size === 0 && this.running.get(key) === attempts) this.running.delete(key);
      resolve();
    };
  }

  /** Returns the attempts of a key that are in flight, each as a promise that resolves at its end. */
  of(key: string): readonly Promise<void>[] {
    return [...(this.running.get(key) ?? [])];
  }

  /**
   * Waits until one of the attempts ends.
   *
   * @param attempts that were in flight before; some may have ended
   * @returns false at once, if there are none, or if too many wait already
   */
  async waitForOne(attempts: readonly Promise<void>[]): Promise<boolean> {
    if (attempts.length === 0 || this.waiting >= MAX_WAITING) return false;
    this.waiting++;
    await Promise.race(attempts).finally(() => this.waiting--);
    return true;
  }
}

const ignore = (): void => undefined;
