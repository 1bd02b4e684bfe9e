/**
 * One first-in, first-out queue for each bucket; the buckets take turns. A job at the head of its
 * bucket waits for at most one job of each other bucket, however many jobs those have.
 */
export class FairQueue<Job> {
  /** In the order of turns: the first bucket is served next. None of them is empty. */
  private readonly buckets = new Map<string, Job[]>();
  private count = 0;

  /** @param capacity the most jobs that wait, in all buckets together */
  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.count;
  }

  /**
   * Adds a job to the end of its bucket. When the queue is full, the bucket with most jobs gives up
   * its newest one. There is no limit for a single bucket: a lone one may use every free place.
   *
   * @returns the job without a place: `job`, or one that waited; undefined when there was room
   */
  add(bucket: string, job: Job): Job | undefined {
    const jobs = this.buckets.get(bucket) ?? [];
    let displaced: Job | undefined;
    if (this.count >= this.capacity) {
      const [fullest, most] = this.fullest();
      // An exchange between buckets of equal length would help neither.
      if (most.length <= jobs.length + 1) return job;
      displaced = most.at(-1)!;
      this.remove(fullest, displaced);
    }
    jobs.push(job);
    this.buckets.set(bucket, jobs);
    this.count++;
    return displaced;
  }

  /** Takes the next job out. */
  take(): Job | undefined {
    for (const [bucket, jobs] of this.buckets) {
      const job = jobs.shift();
      this.count--;
      this.buckets.delete(bucket);
      if (jobs.length > 0) this.buckets.set(bucket, jobs);
      return job;
    }
    return undefined;
  }

  /** Takes a job out that need not be done any more, if it waits. */
  remove(bucket: string, job: Job): void {
    const jobs = this.buckets.get(bucket) ?? [];
    const index = jobs.lastIndexOf(job);
    if (index < 0) return;
    jobs.splice(index, 1);
    this.count--;
    if (jobs.length === 0) this.buckets.delete(bucket);
  }

  private fullest(): [bucket: string, jobs: Job[]] {
    return [...this.buckets].reduce(
      (most, one) => (one[1].length > most[1].length ? one : most),
      ['', []],
    );
  }
}
