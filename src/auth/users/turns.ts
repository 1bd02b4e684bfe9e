/** A first-in, first-out list of jobs for each bucket. The buckets take turns. */
export class Turns<Job> {
  /** In the order of turns: the first bucket is served next. None of them is empty. */
  private readonly buckets = new Map<string, Job[]>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Adds a job to the end of its bucket. */
  add(bucket: string, job: Job): void {
    const jobs = this.buckets.get(bucket) ?? [];
    jobs.push(job);
    this.buckets.set(bucket, jobs);
    this.count++;
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

  /** Removes a job if it is still waiting. @returns whether it was waiting */
  remove(bucket: string, job: Job): boolean {
    const jobs = this.buckets.get(bucket) ?? [];
    const index = jobs.lastIndexOf(job);
    if (index < 0) return false;
    jobs.splice(index, 1);
    this.count--;
    if (jobs.length === 0) this.buckets.delete(bucket);
    return true;
  }

  /** Removes and returns the newest job of the fullest bucket. */
  removeNewest(): Job | undefined {
    const [bucket, jobs] = this.fullest();
    const job = jobs.at(-1);
    if (job !== undefined) this.remove(bucket, job);
    return job;
  }

  /**
   * Adds a job in place of the newest job of the fullest bucket.
   *
   * @returns the job without a place
   */
  exchange(bucket: string, job: Job): Job {
    const [, most] = this.fullest();
    const own = this.buckets.get(bucket)?.length ?? 0;
    // Between buckets of equal length, displacing a job would gain nothing.
    if (most.length <= own + 1) return job;
    const displaced = this.removeNewest()!;
    this.add(bucket, job);
    return displaced;
  }

  private fullest(): [bucket: string, jobs: Job[]] {
    return [...this.buckets].reduce(
      (most, one) => (one[1].length > most[1].length ? one : most),
      ['', []],
    );
  }
}
