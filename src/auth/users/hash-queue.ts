import { availableParallelism } from 'node:os';
import { env } from 'node:process';
import { QueueFullError } from '../domain/auth-error.js';
import { FairQueue } from './fair-queue.js';
import { hashConcurrency, readThreadPoolSize } from './hash-concurrency.js';
import { networkOf } from './queue-bucket.js';

export interface HashQueueLimits {
  readonly running: number;
  readonly waiting: number;
}

/** At about ten milliseconds each, 64 on one core take less than a second. */
const MAX_WAITING = 64;

/**
 * UV_THREADPOOL_SIZE configures the process, not this module, so it is read from the environment.
 */
const defaultLimits = (): HashQueueLimits => ({
  running: hashConcurrency(availableParallelism(), readThreadPoolSize(env['UV_THREADPOOL_SIZE'])),
  waiting: MAX_WAITING,
});

export interface QueuedWork {
  /** Buckets take turns: see `bucketOf` and `networkOf`. */
  bucket: string;
  /** When it is aborted, waiting work leaves the queue. Running work goes on. */
  signal?: AbortSignal | undefined;
}

/** The callbacks of waiting work. */
interface Waiter {
  admit(): void;
  refuse(): void;
}

/**
 * Limits the work on passwords. Each hash takes a core and 19 MiB, and a flood of log-ins must
 * neither use the whole machine nor delay the log-ins of other addresses.
 */
export class HashQueue {
  /** Receives how long each piece of work took, without its wait, in milliseconds. */
  onDone: ((durationMs: number) => void) | undefined;
  private running = 0;
  private refused = 0;
  private cancelled = 0;
  private readonly waiting: FairQueue<Waiter>;

  /** @param limits default: one less than cores and than threads of libuv's pool; 64 wait */
  constructor(readonly limits: HashQueueLimits = defaultLimits()) {
    this.waiting = new FairQueue(limits.waiting, networkOf);
  }

  /** How many run and wait now; how many were refused, and cancelled, since the start. */
  get counts(): Readonly<Record<'running' | 'waiting' | 'refused' | 'cancelled', number>> {
    const { running, refused, cancelled } = this;
    return { running, waiting: this.waiting.size, refused, cancelled };
  }

  /**
   * Runs the work when it is its turn. Work MUST NOT enter the queue itself: it would wait for its
   * own place.
   *
   * @throws {QueueFullError} when too many wait
   * @throws the signal's reason, when it is aborted before the work starts
   */
  async run<T>(work: () => Promise<T>, { bucket, signal }: QueuedWork): Promise<T> {
    await this.enter(bucket, signal);
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      this.leave();
      this.onDone?.(performance.now() - startedAt);
    }
  }

  private async enter(bucket: string, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true) this.cancelled++;
    signal?.throwIfAborted();
    if (this.running >= this.limits.running) return this.wait(bucket, signal);
    this.running++;
  }

  private wait(bucket: string, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = () => {
        this.waiting.remove(bucket, waiter);
        this.cancelled++;
        reject(signal?.reason as Error);
      };
      const stopListening = () => signal?.removeEventListener('abort', cancel);
      const waiter: Waiter = {
        admit: () => {
          stopListening();
          resolve();
        },
        refuse: () => {
          stopListening();
          reject(new QueueFullError());
        },
      };
      signal?.addEventListener('abort', cancel, { once: true });
      this.refuse(this.waiting.add(bucket, waiter));
    });
  }

  private refuse(waiter: Waiter | undefined): void {
    if (waiter === undefined) return;
    this.refused++;
    waiter.refuse();
  }

  /** Passes the place to the next waiter, so that newer work cannot take it first. */
  private leave(): void {
    const next = this.waiting.take();
    if (next === undefined) this.running--;
    else next.admit();
  }
}
