import { describe, expect, it } from '@jest/globals';
import { hashConcurrency, readThreadPoolSize, threadPoolSizeFor } from './hash-concurrency.js';

describe('threadPoolSizeFor', () => {
  it.each([
    [1, 5],
    [2, 5],
    [4, 7],
    [8, 11],
    [128, 131],
    [2048, 1024],
  ])('returns for %d cores %d threads', (cores, threads) => {
    expect(threadPoolSizeFor(cores)).toBe(threads);
  });
});

describe('readThreadPoolSize', () => {
  // Like libuv's init_threads(), which calls atoi().
  it.each([
    [undefined, 4],
    ['', 1],
    ['0', 1],
    ['1', 1],
    ['12', 12],
    ['12 threads', 12],
    ['many', 1],
    ['1025', 1024],
    ['-1', 1024],
  ])('returns for the UV_THREADPOOL_SIZE %p %d threads', (value, threads) => {
    expect(readThreadPoolSize(value)).toBe(threads);
  });
});

describe('hashConcurrency', () => {
  it.each([
    ['the pool of the service on one core', 1, 5, { running: 1, spare: 0 }],
    ['the pool of the service on two cores', 2, 5, { running: 1, spare: 1 }],
    ['the pool of the service on eight cores', 8, 11, { running: 7, spare: 1 }],
    ['the default pool of an application on two cores', 2, 4, { running: 1, spare: 1 }],
    ['the default pool of an application on eight cores, with a free thread', 8, 4, { running: 3, spare: 0 }], // prettier-ignore
    ['a pool of two threads', 8, 2, { running: 1, spare: 0 }],
    ['a pool of one thread', 8, 1, { running: 1, spare: 0 }],
  ])('returns the number of simultaneous hashes for %s', (_, cores, threads, hashes) => {
    expect(hashConcurrency(cores, threads)).toEqual(hashes);
  });

  it.each([1, 2, 3, 4, 8, 64])(
    'returns %d cores in the service, one of them as a spare, and leaves threads for other work',
    (cores) => {
      const threads = threadPoolSizeFor(cores);
      const { running, spare } = hashConcurrency(cores, threads);
      expect(running).toBe(Math.max(1, cores - 1));
      expect(running + spare).toBe(cores);
      expect(threads - running).toBe(4);
    },
  );
});
