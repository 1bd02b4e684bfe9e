import { Turns } from './turns.js';

/**
 * A queue in which networks take turns, and the buckets of a network among themselves. The only job
 * of a network waits for at most one job of each other network, however many jobs those have.
 */
export class FairQueue<Job> {
  /** In the order of turns: the first network is served next. None of them is empty. */
  private readonly networks = new Map<string, Turns<Job>>();
  private count = 0;

  /**
   * @param capacity the most jobs that wait, in all buckets together
   * @param networkOf names the network of a bucket. Default: each bucket is one
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
   * network gives up its newest one. There is no limit for a single bucket: a lone one may use
   * every free place.
   *
   * @returns the job without a place: `job`, or one that waited; undefined when there was room
   */
  add(bucket: string, job: Job): Job | undefined {
    const network = this.networkOf(bucket);
    const own = this.networks.get(network) ?? new Turns<Job>();
    let displaced: Job | undefined;
    if (this.count >= this.capacity) {
      const most = this.fullest();
      // An exchange between networks of equal size would help neither.
      if (most === undefined || most.size <= own.size + 1) return own.exchange(bucket, job);
      displaced = most.giveUp();
      this.count--;
    }
    own.add(bucket, job);
    this.networks.set(network, own);
    this.count++;
    return displaced;
  }

  /** Takes the next job out. */
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

  /** Takes a job out that need not be done any more, if it waits. */
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
