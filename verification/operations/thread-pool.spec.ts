import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { MAIN } from '../../test/support/run-binary.js';

const PRELOAD = './test/fixtures/thread-pool.cjs';

/** @returns which finishes first in a process of the built CLI: a hash or a file read */
async function firstOf(cores: number, hashes: number, threads?: string): Promise<string> {
  // With undefined, the child process does not get the variable.
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

describe('thread pool', () => {
  it.each([
    [8, 'seven hashes, three other tasks and a file read at once', 10, 'file'],
    [8, 'not one more', 11, 'hash'],
    [2, 'one hash, three other tasks and a file read at once', 4, 'file'],
  ])('the thread pool on %d cores has a thread for %s', async (cores, _, hashes, first) => {
    expect(await firstOf(cores, hashes)).toBe(first);
  });

  it.each([
    ['2', 1, 'file'],
    ['2', 2, 'hash'],
    ['', 10, 'file'],
  ])(
    'the thread pool has the size of UV_THREADPOOL_SIZE unless it is empty: %p',
    async (threads, hashes, first) => {
      expect(await firstOf(8, hashes, threads)).toBe(first);
    },
  );
});
