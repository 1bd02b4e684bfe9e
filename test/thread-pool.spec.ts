import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { MAIN } from './support/server-process.js';

const PRELOAD = './test/fixtures/thread-pool.cjs';

/**
 * @returns which ends first in a process of the built command line: a hash or the read of a file
 */
async function firstOf(cores: number, hashes: number, threads?: string): Promise<string> {
  // Undefined: the child process does not have the variable.
  const env = {
    ...process.env,
    UV_THREADPOOL_SIZE: threads,
    TEST_CORES: String(cores),
    TEST_HASHES: String(hashes),
  };
  const args = ['--require', PRELOAD, MAIN, '--help'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return /^first: (\w+)$/m.exec(stdout)?.[1] ?? '';
}

describe('the thread pool of the built service', () => {
  it.each([
    [8, 'seven hashes and three other tasks at once, and a file', 10, 'file'],
    [8, 'no more than that', 11, 'hash'],
    [2, 'one hash and three other tasks at once, and a file', 4, 'file'],
  ])('on %d cores has a thread for %s', async (cores, _, hashes, first) => {
    expect(await firstOf(cores, hashes)).toBe(first);
  });

  it.each([
    ['2', 1, 'file'],
    ['2', 2, 'hash'],
    ['', 10, 'file'],
  ])(
    'has the size in UV_THREADPOOL_SIZE unless it is empty: %p',
    async (threads, hashes, first) => {
      expect(await firstOf(8, hashes, threads)).toBe(first);
    },
  );
});
