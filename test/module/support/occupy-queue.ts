import type { HashQueue } from '../../../src/auth/users/hash-queue.js';
import { Deferred } from '../../support/deferred.js';

/** Fills places of the queue, each from another bucket. @returns a function that frees them */
export function occupyQueue(queue: HashQueue, places: number): () => Promise<unknown> {
  const end = new Deferred<void>();
  const work = Array.from({ length: places }, (_, job) =>
    queue.run(() => end.promise, { bucket: `job ${job}` }),
  );
  return () => {
    end.resolve();
    return Promise.all(work);
  };
}
