import { getEventListeners } from 'node:events';
import * as os from 'node:os';
import { env } from 'node:process';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Deferred, settle } from '../../../test/support/deferred.js';
import { HashQueue } from './hash-queue.js';
import { bucketOf } from './queue-bucket.js';

const FULL = {
  name: 'AuthError',
  code: 'temporarily_unavailable',
  detail: 'the hash queue is full',
};

/** A queue whose work the test ends. It records the order of starts. */
class Fixture {
  readonly queue: HashQueue;
  readonly started: string[] = [];
  private readonly ends = new Map<string, Deferred<string>>();

  readonly eventLoop = { isIdle: true };

  constructor(running = 1, waiting = 64, spare?: number) {
    const limits = { running, waiting, ...(spare !== undefined && { spare }) };
    this.queue = new HashQueue(limits, this.eventLoop);
  }

  /** @param job such as `a1`: the first of bucket `a` */
  run(job: string, signal?: AbortSignal, isPreferred = false): Promise<string> {
    const end = new Deferred<string>();
    this.ends.set(job, end);
    const work = () => {
      this.started.push(job);
      return end.promise;
    };
    return this.queue.run(work, { bucket: job[0]!, signal, isPreferred });
  }

  async end(...jobs: string[]): Promise<void> {
    for (const job of jobs) {
      this.ends.get(job)!.resolve(job);
      await settle();
    }
  }
}

describe('HashQueue with its default limits', () => {
  const threads = env['UV_THREADPOOL_SIZE'];
  afterEach(() => {
    if (threads === undefined) delete env['UV_THREADPOOL_SIZE'];
    else env['UV_THREADPOOL_SIZE'] = threads;
  });

  it.each([
    [1, 5, 1, 0],
    [2, 5, 1, 1],
    [16, 19, 15, 1],
    [16, 4, 3, 0],
  ])(
    'on %d cores with %d threads runs %d and %d, and lets 64 wait',
    async (cores, size, running, spare) => {
      jest.resetModules();
      jest.unstable_mockModule('node:os', () => ({ ...os, availableParallelism: () => cores }));
      env['UV_THREADPOOL_SIZE'] = String(size);
      const { HashQueue: Queue } = await import('./hash-queue.js');
      const queue = new Queue();
      expect(queue.limits).toEqual({ running, spare, waiting: 64 });
      expect(queue.maxRunning).toBe(running + spare);
    },
  );
});

describe('HashQueue', () => {
  it('has the places of both queues as its maximum of waiting work', () => {
    expect(new HashQueue({ running: 1, waiting: 3 }).maxWaiting).toBe(6);
  });

  it('runs work up to its limit and returns the results', async () => {
    const fixture = new Fixture(3);
    const runs = ['a1', 'a2', 'a3', 'a4'].map((job) => fixture.run(job));
    await settle();
    expect(fixture.started).toEqual(['a1', 'a2', 'a3']);
    await fixture.end('a1', 'a2', 'a3', 'a4');
    expect(await Promise.all(runs)).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  it('runs more work while the event loop is idle', async () => {
    const fixture = new Fixture(1, 64, 1);
    for (const job of ['a1', 'a2', 'a3']) void fixture.run(job);
    await settle();
    expect(fixture.started).toEqual(['a1', 'a2']);
    await fixture.end('a1');
    expect(fixture.started).toEqual(['a1', 'a2', 'a3']);
    expect(fixture.queue.counts).toMatchObject({ running: 2, waiting: 0 });
  });

  it('keeps the spare place free while the event loop is busy', async () => {
    const fixture = new Fixture(1, 64, 1);
    for (const job of ['a1', 'a2', 'a3', 'a4']) void fixture.run(job);
    fixture.eventLoop.isIdle = false;
    await fixture.end('a1');
    expect(fixture.started).toEqual(['a1', 'a2']);
    await fixture.end('a2');
    expect(fixture.started).toEqual(['a1', 'a2', 'a3']);
  });

  it('gives the spare place to waiting work before new work when the event loop becomes idle', async () => {
    const fixture = new Fixture(1, 64, 1);
    fixture.eventLoop.isIdle = false;
    for (const job of ['a1', 'b1']) void fixture.run(job);
    fixture.eventLoop.isIdle = true;
    void fixture.run('c1');
    await settle();
    expect(fixture.started).toEqual(['a1']);
    await fixture.end('a1');
    expect(fixture.started).toEqual(['a1', 'b1', 'c1']);
  });

  it('gives a free place to waiting work before new work', async () => {
    const fixture = new Fixture();
    const runs = [fixture.run('a1'), fixture.run('a2')];
    runs.push(runs[0]!.then(() => fixture.run('b1')));
    await fixture.end('a1');
    expect(fixture.started).toEqual(['a1', 'a2']);
    await fixture.end('a2', 'b1');
    await Promise.all(runs);
    expect(fixture.started).toEqual(['a1', 'a2', 'b1']);
  });

  it('rejects new work of its only bucket when it is full', async () => {
    const fixture = new Fixture(1, 2);
    const runs = ['a1', 'a2', 'a3'].map((job) => fixture.run(job));
    await expect(fixture.run('a4')).rejects.toMatchObject(FULL);
    expect(fixture.queue.counts).toEqual({ running: 1, waiting: 2, refused: 1, cancelled: 0 });
    await fixture.end('a1');
    runs.push(fixture.run('a5'));
    await fixture.end('a2', 'a3', 'a5');
    await Promise.all(runs);
    expect(fixture.started).toEqual(['a1', 'a2', 'a3', 'a5']);
  });

  it('rejects the newest work of the fullest bucket in favor of another bucket', async () => {
    const fixture = new Fixture(1, 2);
    const runs = ['a1', 'a2'].map((job) => fixture.run(job));
    const rejected = expect(fixture.run('a3')).rejects.toMatchObject(FULL);
    runs.push(fixture.run('b1'));
    await rejected;
    await settle();
    await fixture.end('a1', 'a2', 'b1');
    await Promise.all(runs);
    expect(fixture.started).toEqual(['a1', 'a2', 'b1']);
    expect(fixture.queue.counts).toEqual({ running: 0, waiting: 0, refused: 1, cancelled: 0 });
  });

  it('rejects work of a /48 whose /64s fill the queue in favor of another network', async () => {
    const queue = new HashQueue({ running: 1, waiting: 4 });
    const end = new Deferred<string>();
    const outcomeOf = (ip: string) =>
      queue
        .run(() => end.promise, { bucket: bucketOf(ip) })
        .catch((error: { detail?: string }) => error.detail);
    const flood = ['a', 'b', 'c', 'd', 'e'].map((group) => outcomeOf(`2001:db8:1:${group}::1`));
    const others = ['2001:db8:2:a::1', '192.0.2.1'].map(outcomeOf);
    end.resolve('done');
    expect(await Promise.all(others)).toEqual(['done', 'done']);
    expect((await Promise.all(flood)).filter((one) => one === FULL.detail)).toHaveLength(2);
  });

  it('removes cancelled work at once and does not start it', async () => {
    const fixture = new Fixture();
    const closing = new AbortController();
    const first = fixture.run('a1');
    const cancelled = ['a2', 'a3'].map((job) => fixture.run(job, closing.signal));
    const last = fixture.run('a4');
    closing.abort();
    for (const run of cancelled) await expect(run).rejects.toBe(closing.signal.reason);
    expect(fixture.queue.counts).toEqual({ running: 1, waiting: 1, refused: 0, cancelled: 2 });
    await fixture.end('a1', 'a4');
    await Promise.all([first, last]);
    expect(fixture.started).toEqual(['a1', 'a4']);
  });

  it('rejects work whose signal is already aborted, even when a place is free', async () => {
    const fixture = new Fixture();
    const signal = AbortSignal.abort();
    await expect(fixture.run('a1', signal)).rejects.toBe(signal.reason);
    expect(fixture.started).toEqual([]);
    expect(fixture.queue.counts).toEqual({ running: 0, waiting: 0, refused: 0, cancelled: 1 });
  });

  it('does not cancel running work, and removes its listener from the signal', async () => {
    const fixture = new Fixture(1, 1);
    const closing = new AbortController();
    const runs = ['a1', 'a2'].map((job) => fixture.run(job, closing.signal));
    await expect(fixture.run('a3', closing.signal)).rejects.toMatchObject(FULL);
    await fixture.end('a1');
    expect(getEventListeners(closing.signal, 'abort')).toEqual([]);
    closing.abort();
    await fixture.end('a2');
    expect(await Promise.all(runs)).toEqual(['a1', 'a2']);
  });

  it('reports the duration of all work, also of failed work', async () => {
    const { queue } = new Fixture();
    const durations: number[] = [];
    const startedAt = performance.now();
    queue.onDone = (durationMs) => void durations.push(durationMs);
    await queue.run(() => Promise.resolve(), { bucket: 'a' });
    await queue.run(failing, { bucket: 'a' }).catch(() => undefined);
    const longest = performance.now() - startedAt;
    const isPossible = (durationMs: number) => durationMs >= 0 && durationMs <= longest;
    expect(durations.map(isPossible)).toEqual([true, true]);
  });

  it.each([
    ['rejects', failing],
    ['throws', throwing],
  ])('frees the place of work when it %s', async (_, fail) => {
    const { queue } = new Fixture();
    for (let time = 0; time < 3; time++) {
      await expect(queue.run(fail, { bucket: 'a' })).rejects.toThrow('failed');
    }
    expect(await queue.run(() => Promise.resolve('done'), { bucket: 'a' })).toBe('done');
    expect(queue.counts.running).toBe(0);
  });
});

function failing(): Promise<never> {
  return Promise.reject(new Error('failed'));
}

function throwing(): never {
  throw new Error('failed');
}

describe('HashQueue with preferred work', () => {
  const refusedOf = async (work: readonly Promise<unknown>[]) =>
    (await Promise.allSettled(work)).filter(({ status }) => status === 'rejected').length;

  it('accepts preferred work when other work fills the queue, and each kind runs in turn', async () => {
    const fixture = new Fixture(1, 4);
    const all = ['x1', 'a1', 'b1', 'c1', 'd1'].map((job) => fixture.run(job));
    const full = fixture.run('e1');
    const preferred = ['p1', 'q1'].map((job) => fixture.run(job, undefined, true));
    await expect(full).rejects.toMatchObject(FULL);
    expect(fixture.queue.counts).toMatchObject({ waiting: 6, refused: 1 });
    await fixture.end('x1', 'p1', 'a1', 'q1', 'b1', 'c1', 'd1');
    expect(fixture.started).toEqual(['x1', 'p1', 'a1', 'q1', 'b1', 'c1', 'd1']);
    expect(await refusedOf([...all, ...preferred])).toBe(0);
  });

  it('is crowded when half of the places for other work are taken', () => {
    const fixture = new Fixture(1, 4);
    const states = ['x1', 'a1', 'b1', 'p1'].map((job) => {
      void fixture.run(job, undefined, job === 'p1');
      return fixture.queue.isCrowded;
    });
    expect(states).toEqual([false, false, true, true]);
  });

  it('removes preferred work whose client has disconnected', async () => {
    const fixture = new Fixture();
    void fixture.run('x1');
    const closing = new AbortController();
    const waiting = fixture.run('p1', closing.signal, true);
    closing.abort();
    await expect(waiting).rejects.toBe(closing.signal.reason);
    expect(fixture.queue.counts).toMatchObject({ waiting: 0, cancelled: 1 });
  });
});
