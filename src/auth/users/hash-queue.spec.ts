import * as os from 'node:os';
import { describe, expect, it, jest } from '@jest/globals';
import { Deferred, settle } from '../../../test/support/deferred.js';

/** A queue as it is on a machine with so many cores. */
async function queueOn(cores: number) {
  jest.resetModules();
  jest.unstable_mockModule('node:os', () => ({ ...os, availableParallelism: () => cores }));
  const { HashQueue } = await import('./hash-queue.js');
  return new HashQueue();
}

/** Tasks that end when they are told to, and remember in which order they began. */
function tasks(count: number) {
  const begun: number[] = [];
  const all = Array.from({ length: count }, (_, index) => {
    const end = new Deferred<number>();
    const work = () => {
      begun.push(index);
      return end.promise;
    };
    return { work, end };
  });
  return { begun, all };
}

describe('the hash queue', () => {
  it.each([
    [1, 1],
    [2, 1],
    [4, 3],
    [16, 15],
  ])('leaves one of %d cores to the event loop: %d run at once', async (cores, limit) => {
    const queue = await queueOn(cores);
    const { begun, all } = tasks(20);
    const runs = all.map(({ work }) => queue.run(work));
    await settle();
    expect(begun).toHaveLength(limit);
    all.forEach(({ end }, index) => end.resolve(index));
    expect(await Promise.all(runs)).toEqual(all.map((_, index) => index));
  });

  it('serves first who came first', async () => {
    const queue = await queueOn(2);
    const { begun, all } = tasks(5);
    const runs = all.map(({ work }) => queue.run(work));
    all.toReversed().forEach(({ end }) => end.resolve(0));
    await Promise.all(runs);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it('gives a place that falls free to who waits, not to who comes at that moment', async () => {
    const queue = await queueOn(2);
    const { begun, all } = tasks(3);
    const [first, waiting, newcomer] = all;
    const runs = [queue.run(first!.work), queue.run(waiting!.work)];
    first!.end.resolve(0);
    runs.push(runs[0]!.then(() => queue.run(newcomer!.work)));
    await settle();
    expect(begun).toEqual([0, 1]);
    waiting!.end.resolve(0);
    newcomer!.end.resolve(0);
    await Promise.all(runs);
    expect(begun).toEqual([0, 1, 2]);
  });

  it('lets 64 wait and sends the next away at once, for whom nothing is done', async () => {
    const queue = await queueOn(2);
    const { begun, all } = tasks(66);
    const runs = all.slice(0, 65).map(({ work }) => queue.run(work));
    await expect(queue.run(all[65]!.work)).rejects.toMatchObject({
      name: 'AuthError',
      code: 'temporarily_unavailable',
      detail: 'the hash queue is full',
    });
    expect(queue.counts).toEqual({ running: 1, waiting: 64, refused: 1 });
    expect(queue.limits).toEqual({ running: 1, waiting: 64 });
    all.forEach(({ end }) => end.resolve(0));
    await Promise.all(runs);
    expect(begun).toEqual(Array.from({ length: 65 }, (_, index) => index));
  });

  it('takes new ones when its queue was full and is no longer', async () => {
    const queue = await queueOn(2);
    const { all } = tasks(66);
    const runs = all.slice(0, 65).map(({ work }) => queue.run(work));
    all[0]!.end.resolve(0);
    await runs[0];
    runs.push(queue.run(all[65]!.work));
    all.forEach(({ end }) => end.resolve(0));
    expect(await Promise.all(runs)).toHaveLength(66);
  });

  it('tells whoever measures how long each took, those that failed too', async () => {
    const queue = await queueOn(2);
    const durations: number[] = [];
    const begunAt = performance.now();
    queue.onDone = (durationMs) => void durations.push(durationMs);
    await queue.run(() => Promise.resolve());
    await queue.run(() => Promise.reject(new Error('failed'))).catch(() => undefined);
    const longest = performance.now() - begunAt;
    const isPossible = (durationMs: number) => durationMs >= 0 && durationMs <= longest;
    expect(durations.map(isPossible)).toEqual([true, true]);
    expect(queue.counts).toEqual({ running: 0, waiting: 0, refused: 0 });
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('failed'))],
    [
      'throws',
      () => {
        throw new Error('failed');
      },
    ],
  ])('frees the place of a task that %s', async (_, fail) => {
    const queue = await queueOn(2);
    for (let time = 0; time < 3; time++) await expect(queue.run(fail)).rejects.toThrow('failed');
    expect(await queue.run(() => Promise.resolve('done'))).toBe('done');
  });
});
