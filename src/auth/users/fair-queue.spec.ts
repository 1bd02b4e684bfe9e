import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FairQueue } from './fair-queue.js';

/** A queue of jobs such as `a1`: the first of bucket `a`. */
function queueOf(capacity: number, jobs: string, networkOf?: (bucket: string) => string) {
  const queue = new FairQueue<string>(capacity, networkOf);
  const displaced = jobs.split(' ').flatMap((job) => queue.add(job[0]!, job) ?? []);
  return { queue, displaced };
}

function drain(queue: FairQueue<string>): string {
  return Array.from({ length: queue.size }, () => queue.take()).join(' ');
}

describe('FairQueue', () => {
  it.each([
    ['serves one bucket in order', 'a1 a2 a3', 'a1 a2 a3'],
    ['serves buckets in turns', 'a1 a2 a3 b1 c1 c2', 'a1 b1 c1 a2 c2 a3'],
    ['starts the turns in the order of arrival', 'b1 a1 b2 a2', 'b1 a1 b2 a2'],
  ])('%s', (_, added, taken) => {
    expect(drain(queueOf(9, added).queue)).toBe(taken);
  });

  it('serves a bucket that was empty after all others', () => {
    const { queue } = queueOf(9, 'a1 b1 b2');
    expect(queue.take()).toBe('a1');
    queue.add('a', 'a2');
    expect(drain(queue)).toBe('b1 a2 b2');
  });

  it.each([
    ['rejects the newest job of the only bucket', 'a1 a2 a3 a4', 'a4', 'a1 a2 a3'],
    ['displaces the newest job of the fullest bucket', 'a1 a2 a3 b1', 'a3', 'a1 b1 a2'],
    ['displaces nothing for a job of the fullest bucket', 'b1 a1 a2 a3', 'a3', 'b1 a1 a2'],
    ['displaces nothing when the buckets are equally full', 'a1 a2 b1 b2', 'b2', 'a1 b1 a2'],
    ['rejects a new bucket when every bucket has one job', 'a1 b1 c1 d1', 'd1', 'a1 b1 c1'],
  ])('%s when it is full', (_, added, displaced, taken) => {
    const full = queueOf(3, added);
    expect(full.displaced).toEqual([displaced]);
    expect(drain(full.queue)).toBe(taken);
  });

  it.each([
    ['the only job', 'a1', 'a1', ''],
    ['the head of a bucket, which keeps its turn', 'a1 a2 b1', 'a1', 'a2 b1'],
    ['a job in the middle', 'a1 a2 a3', 'a2', 'a1 a3'],
    ['no job that is not waiting', 'a1', 'a9', 'a1'],
    ['no job of an unknown bucket', 'a1', 'b1', 'a1'],
  ])('removes %s', (_, added, removed, taken) => {
    const { queue } = queueOf(9, added);
    queue.remove(removed[0]!, removed);
    expect(drain(queue)).toBe(taken);
  });

  it('returns undefined when it is empty', () => {
    expect(new FairQueue(1).take()).toBeUndefined();
  });

  describe('with networks', () => {
    /** The jobs `A1`, `A2`, `B1` … belong to one network. Each letter is a bucket. */
    const queueOfNetworks = (capacity: number, jobs: string) =>
      queueOf(capacity, jobs, (bucket) => (/[A-Z]/.test(bucket) ? 'capitals' : bucket));

    it.each([
      ['serves networks in turns', 'A1 B1 C1 a1 b1', 'A1 a1 b1 B1 C1'],
      ['serves the buckets of a network in turns', 'A1 A2 B1 a1 a2', 'A1 a1 B1 a2 A2'],
      ['serves no bucket of a network that is empty', 'A1 B1 B2', 'A1 B1 B2'],
    ])('%s', (_, added, taken) => {
      expect(drain(queueOfNetworks(9, added).queue)).toBe(taken);
    });

    it.each([
      ['displaces a job of the fullest network', 'A1 B1 C1 a1', 'A1', 'B1 a1 C1'],
      ['displaces a job of the fullest network, even if it came last', 'a1 A1 B1 b1', 'A1', 'a1 B1 b1'], // prettier-ignore
      ['displaces the fullest bucket of that network', 'A1 B1 B2 a1', 'B2', 'A1 a1 B1'],
      [
        'displaces a job of the fullest network for another bucket of it',
        'A1 A2 A3 B1',
        'A3',
        'A1 B1 A2',
      ],
      [
        'displaces nothing when the buckets of the fullest network are equally full',
        'a1 A1 B1 C1',
        'C1',
        'a1 A1 B1',
      ],
      ['rejects a new network when every network has one job', 'A1 b1 c1 d1', 'd1', 'A1 b1 c1'],
    ])('%s when it is full', (_, added, displaced, taken) => {
      const full = queueOfNetworks(3, added);
      expect(full.displaced).toEqual([displaced]);
      expect(drain(full.queue)).toBe(taken);
    });

    it('removes a job of any bucket', () => {
      const { queue } = queueOfNetworks(9, 'A1 B1 a1');
      queue.remove('A', 'A1');
      queue.remove('A', 'A1');
      queue.remove('a', 'a1');
      expect(drain(queue)).toBe('B1');
    });
  });

  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ add: fc.constantFrom('a', 'b', 'c', 'd') }) },
    { weight: 3, arbitrary: fc.constant('take' as const) },
    { weight: 1, arbitrary: fc.record({ remove: fc.nat(9) }) },
  );

  it('serves at most n jobs of each other bucket before the nth job of a bucket', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 200 }),
        fc.integer({ min: 1, max: 9 }),
        (steps, capacity) => {
          const model = new Waiting(capacity);
          for (const one of steps) {
            if (one === 'take') model.take();
            else if ('add' in one) model.add(one.add);
            else model.remove(one.remove);
          }
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });
});

interface WaitingJob {
  bucket: string;
  /** 1 for the head of its bucket at the time of its arrival. */
  place: number;
  /** How many jobs of each other bucket were taken since. */
  overtakenBy: Map<string, number>;
}

/** A queue, with the jobs that were served before each waiting job. */
class Waiting {
  private readonly queue: FairQueue<WaitingJob>;
  private jobs: WaitingJob[] = [];

  constructor(private readonly capacity: number) {
    this.queue = new FairQueue(capacity);
  }

  add(bucket: string): void {
    const place = this.jobs.filter((job) => job.bucket === bucket).length + 1;
    const job = { bucket, place, overtakenBy: new Map<string, number>() };
    const displaced = this.queue.add(bucket, job);
    this.jobs = [...this.jobs, job].filter((one) => one !== displaced);
    expect(this.queue.size).toBe(this.jobs.length);
    expect(this.jobs.length).toBeLessThanOrEqual(this.capacity);
  }

  take(): void {
    const taken = this.queue.take();
    expect(taken === undefined).toBe(this.jobs.length === 0);
    if (taken === undefined) return;
    for (const count of taken.overtakenBy.values()) expect(count).toBeLessThanOrEqual(taken.place);
    this.jobs = this.jobs.filter((job) => job !== taken);
    for (const { bucket, overtakenBy } of this.jobs) {
      if (bucket === taken.bucket) continue;
      overtakenBy.set(taken.bucket, (overtakenBy.get(taken.bucket) ?? 0) + 1);
    }
  }

  remove(index: number): void {
    const [job] = this.jobs.splice(index, 1);
    if (job !== undefined) this.queue.remove(job.bucket, job);
  }
}
