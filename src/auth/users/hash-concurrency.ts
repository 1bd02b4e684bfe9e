import { availableParallelism } from 'node:os';
import { env } from 'node:process';

/** libuv's default number of threads, without UV_THREADPOOL_SIZE, and its maximum. */
const DEFAULT_THREADS = 4;
const MAX_THREADS = 1024;

/** Threads for files, DNS and compression: libuv's default, as in a process without hashes. */
const OTHER_THREADS = DEFAULT_THREADS;

/** One core stays free for the event loop while it is busy. */
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

/** How many hashes are computed at the same time. */
export interface HashConcurrency {
  readonly running: number;
  /** Further ones while the event loop is mostly idle. */
  readonly spare: number;
}

/**
 * Returns the maximum number of simultaneous hashes. One thread stays free for files and DNS, and one
 * core for the event loop while it is busy.
 */
export function hashConcurrency(cores: number, threads: number): HashConcurrency {
  const running = Math.max(1, Math.min(coresForHashes(cores), threads - 1));
  return { running, spare: Math.max(0, Math.min(cores, threads - 1) - running) };
}

/**
 * Returns the maximum number of simultaneous hashes of this process. UV_THREADPOOL_SIZE configures the
 * process, not this module, so it is read from the environment.
 */
export const processHashConcurrency = (): HashConcurrency =>
  hashConcurrency(availableParallelism(), readThreadPoolSize(env['UV_THREADPOOL_SIZE']));
