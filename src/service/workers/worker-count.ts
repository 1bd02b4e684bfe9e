import { availableParallelism } from 'node:os';

/** More processes than that share one port and one log poorly. */
const MAX_WORKERS = 64;

export const WORKERS_RULE = `must be auto or a whole number from 1 to ${MAX_WORKERS}`;

/** @returns the number of processes; null when the text is neither a valid number nor `auto` */
export function parseWorkers(text: string, cores = availableParallelism()): number | null {
  if (text === 'auto') return Math.min(cores, MAX_WORKERS);
  const workers = /^[1-9]\d?$/.test(text) ? Number(text) : Infinity;
  return workers <= MAX_WORKERS ? workers : null;
}

/**
 * Divides the simultaneous hashes among the workers. Each worker computes at least one.
 *
 * @param hashes the maximum of one process without workers
 */
export const hashesOfWorker = (workers: number, hashes: number): number =>
  Math.max(1, Math.floor(hashes / workers));

/** Returns the size of the thread pool of a worker: one thread stays free for files and DNS. */
export const threadsOfWorker = (workers: number, hashes: number): number =>
  hashesOfWorker(workers, hashes) + 1;
