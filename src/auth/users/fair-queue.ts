/**
 * One first-in, first-out queue for each bucket; the buckets take turns. A job at the head of its
 * bucket waits for at most one job of each other bucket, however many jobs those have.
 */
export class FairQueue<Job> {
  /** In the order of turns: the first bucket is served next. None of them is empty. */
  private readonly buckets = new Map<string, Job[]>();
  private count = 0;

  /** @param capacity the maximum number of waiting jobs in all buckets together */
  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.count;
  }

  /**
   * Adds a job to the end of its bucket. When the queue is full, the bucket with the most jobs
   * loses its newest one. A single bucket has no limit: it may use every free place.
   *
   * @returns the job without a place: `job`, or one that waited; undefined when there was room
   */
  add(bucket: string, job: Job): Job | undefined {
    const jobs = this.buckets.get(bucket) ?? [];
    let displaced: Job | undefined;
    if (this.count >= this.capacity) {
      const [fullest, most] = this.fullest();
      // Between buckets of equal length, displacing a job would gain nothing.
      if (most.length <= jobs.length + 1) return job;
      displaced = most.at(-1)!;
      this.remove(fullest, displaced);
    }
    jobs.push(job);
    this.buckets.set(bucket, jobs);
    this.count++;
    return displaced;
  }

  /** Removes and returns the next job. */
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

  /** Removes a job if it is still waiting. */
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
