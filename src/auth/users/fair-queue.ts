import { Turns } from './turns.js';

/**
 * A queue in which networks take turns, and within a network its buckets. The only job of a network
 * waits for at most one job of each other network.
 */
export class FairQueue<Job> {
  /** In the order of turns: the first network is served next. None of them is empty. */
  private readonly networks = new Map<string, Turns<Job>>();
  private count = 0;

  /**
   * @param capacity the maximum number of waiting jobs in all buckets together
   * @param networkOf returns the network of a bucket; by default each bucket is a network
   */
  constructor(
    private readonly capacity: number,
    private readonly networkOf = (bucket: string): string => bucket,
  ) {}

  get size(): number {
    return this.count;
  }

  /**
   * Adds a job to the end of its bucket. When the queue is full, the fullest bucket of the fullest
   * network loses its newest one. A single bucket has no limit: it may use every free place.
   *
   * @returns the job without a place: `job`, or one that was waiting; undefined if there was room
   */
  add(bucket: string, job: Job): Job | undefined {
    const network = this.networkOf(bucket);
    const own = this.networks.get(network) ?? new Turns<Job>();
    let displaced: Job | undefined;
    if (this.count >= this.capacity) {
      const most = this.fullest();
      // Between networks of equal size, displacing a job would gain nothing.
      if (most === undefined || most.size <= own.size + 1) return own.exchange(bucket, job);
      displaced = most.removeNewest();
      this.count--;
    }
    own.add(bucket, job);
    this.networks.set(network, own);
    this.count++;
    return displaced;
  }

  /** Removes and returns the next job. */
  take(): Job | undefined {
    for (const [network, turns] of this.networks) {
      const job = turns.take();
      this.count--;
      this.networks.delete(network);
      if (turns.size > 0) this.networks.set(network, turns);
      return job;
    }
    return undefined;
  }

  /** Removes a job if it is still waiting. */
  remove(bucket: string, job: Job): void {
    const network = this.networkOf(bucket);
    const turns = this.networks.get(network);
    if (turns === undefined || !turns.remove(bucket, job)) return;
    this.count--;
    if (turns.size === 0) this.networks.delete(network);
  }

  private fullest(): Turns<Job> | undefined {
    return [...this.networks.values()].sort((one, other) => other.size - one.size)[0];
  }
}
