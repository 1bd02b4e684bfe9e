import { describe, expect, it } from '@jest/globals';
import { hashConcurrency } from '../../auth/users/hash-concurrency.js';
import { hashesOfWorker, parseWorkers, threadsOfWorker } from './worker-count.js';

describe('parseWorkers', () => {
  it.each([
    ['auto', 1, 1],
    ['auto', 8, 8],
    ['auto', 192, 64],
    ['1', 8, 1],
    ['16', 8, 16],
    ['64', 8, 64],
  ])('parses %s on %i cores as %i workers', (text, cores, workers) => {
    expect(parseWorkers(text, cores)).toBe(workers);
  });

  it.each(['0', '-1', '65', '100', '1.5', '02', 'AUTO', 'max', ''])('rejects "%s"', (text) => {
    expect(parseWorkers(text, 8)).toBeNull();
  });
});

describe('hashesOfWorker', () => {
  it.each([
    [1, 7, 7],
    [2, 7, 3],
    [4, 3, 1],
    [8, 7, 1],
    [3, 9, 3],
  ])('gives each of %i workers its share of %i hashes: %i', (workers, hashes, share) => {
    expect(hashesOfWorker(workers, hashes)).toBe(share);
  });
});

describe('threadsOfWorker', () => {
  it.each([
    [2, 8],
    [4, 4],
    [8, 8],
    [3, 64],
  ])('limits each of %i workers on %i cores to its share of the hashes', (workers, cores) => {
    const threads = threadsOfWorker(workers, cores - 1);
    const running = hashesOfWorker(workers, cores - 1);
    expect(hashConcurrency(cores, threads)).toEqual({ running, spare: 0 });
  });
});
