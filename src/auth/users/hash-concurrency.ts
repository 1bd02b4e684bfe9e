import { availableParallelism } from 'node:os';
import { env } from 'node:process';

/** libuv's default number of threads, without UV_THREADPOOL_SIZE, and its maximum. */
const DEFAULT_THREADS = 4;
const MAX_THREADS = 1024;

/** Threads for files, DNS and compression: libuv's default, as in a process without hashes. */
const OTHER_THREADS = DEFAULT_THREADS;

/** One core stays free for the event loop. */
const coresForHashes = (cores: number): number => Math.max(1, cores - 1);

/** Sizes the thread pool of the service, so that other work never waits for a hash. */
export const threadPoolSizeFor = (cores: number): number =>
  Math.min(MAX_THREADS, coresForHashes(cores) + OTHER_THREADS);

/**
 * Reads UV_THREADPOOL_SIZE as libuv does.
 *
 * @returns the number of threads for hashes, files and DNS together
 */
export function readThreadPoolSize(value: string | undefined): number {
  if (value === undefined) return DEFAULT_THREADS;
  const threads = parseInt(value, 10) || 0;
  if (threads === 0) return 1;
  return threads < 0 ? MAX_THREADS : Math.min(MAX_THREADS, threads);
}

/**
 * Returns the maximum number of simultaneous hashes. One core stays free for the event loop, and one
 * thread for files and DNS.
 */
export const hashConcurrency = (cores: number, threads: number): number =>
  Math.max(1, Math.min(coresForHashes(cores), threads - 1));

/**
 * Returns the maximum number of simultaneous hashes of this process. UV_THREADPOOL_SIZE configures the
 * process, not this module, so it is read from the environment.
 */
export const processHashConcurrency = (): number =>
  hashConcurrency(availableParallelism(), readThreadPoolSize(env['UV_THREADPOOL_SIZE']));
