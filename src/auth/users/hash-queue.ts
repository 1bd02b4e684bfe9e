import { networkOf } from '../domain/address-range.js';
import { QueueFullError } from '../domain/auth-error.js';
import { EventLoopLoad } from './event-loop-load.js';
import { FairQueue } from './fair-queue.js';
import { processHashConcurrency } from './hash-concurrency.js';

export interface HashQueueLimits {
  readonly running: number;
  /** Added to `running` while the event loop is mostly idle, and does not need its core. @default 0 */
  readonly spare?: number;
  /** For each of the two queues. */
  readonly waiting: number;
}

/** At about 15 ms each, 64 hashes on one core take about a second. */
const MAX_WAITING = 64;

const defaultLimits = (): HashQueueLimits => ({
  ...processHashConcurrency(),
  waiting: MAX_WAITING,
});

export interface QueuedWork {
  /** Buckets take turns: see `bucketOf` and `networkOf`. */
  bucket: string;
  /**
   * Whether the work waits in a queue of its own, whose work runs in turns with the other. For
   * log-ins from an address from which the user has logged in before.
   *
   * @default false
   */
  isPreferred?: boolean | undefined;
  /** When it is aborted, waiting work is removed from the queue. Running work continues. */
  signal?: AbortSignal | undefined;
}

/** The callbacks of waiting work. */
interface Waiter {
  admit(): void;
  refuse(): void;
}

/**
 * Limits the simultaneous hashes. Each hash takes a core and 19 MiB, and a flood of log-ins must not
 * use the whole machine or delay the log-ins of other addresses.
 */
export class HashQueue {
  /** Receives the duration of each piece of work in milliseconds, without its wait. */
  onDone: ((durationMs: number) => void) | undefined;
  private running = 0;
  private isPreferredNext = true;
  private refused = 0;
  private cancelled = 0;
  /** The work without and with preference. They take turns. */
  private readonly queues: [FairQueue<Waiter>, FairQueue<Waiter>];

  /**
   * @param limits by default one hash fewer than there are cores, or as many as cores while the event
   *   loop is mostly idle, and always fewer than threads in libuv's pool; 64 wait in each of the two
   *   queues
   */
  constructor(
    readonly limits: HashQueueLimits = defaultLimits(),
    private readonly eventLoop: Pick<EventLoopLoad, 'isIdle'> = new EventLoopLoad(),
  ) {
    const create = () => new FairQueue<Waiter>(limits.waiting, networkOf);
    this.queues = [create(), create()];
  }

  /** The maximum number of running work while the event loop is mostly idle. */
  get maxRunning(): number {
    const { running, spare = 0 } = this.limits;
    return running + spare;
  }

  /** The maximum number of waiting work in both queues. */
  get maxWaiting(): number {
    return this.queues.length * this.limits.waiting;
  }

  /** Whether so much work waits that the next one may be refused. */
  get isCrowded(): boolean {
    return 2 * this.queues[0].size >= this.limits.waiting;
  }

  /** The running and waiting work now, and the refused and cancelled work since the start. */
  get counts(): Readonly<Record<'running' | 'waiting' | 'refused' | 'cancelled', number>> {
    const { running, waiting, refused, cancelled } = this;
    return { running, waiting, refused, cancelled };
  }

  /**
   * Runs the work when it has a place. Work MUST NOT call `run` itself, because it would wait for its
   * own place.
   *
   * @throws {QueueFullError} if too much work waits
   * @throws the signal's reason, if it is aborted before the work starts
   */
  async run<T>(work: () => Promise<T>, queued: QueuedWork): Promise<T> {
    await this.enter(queued);
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      this.leave();
      this.onDone?.(performance.now() - startedAt);
    }
  }

  private async enter(queued: QueuedWork): Promise<void> {
    const { signal } = queued;
    if (signal?.aborted === true) this.cancelled++;
    signal?.throwIfAborted();
    if (this.waiting > 0 || !this.hasFreePlace) return this.wait(queued);
    this.running++;
  }

  private get waiting(): number {
    return this.queues[0].size + this.queues[1].size;
  }

  private get hasFreePlace(): boolean {
    const { running } = this.limits;
    return this.running < running || (this.running < this.maxRunning && this.eventLoop.isIdle);
  }

  private wait({ bucket, signal, isPreferred = false }: QueuedWork): Promise<void> {
    const queue = this.queues[isPreferred ? 1 : 0];
    return new Promise((resolve, reject) => {
      const cancel = () => {
        queue.remove(bucket, waiter);
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
      this.refuse(queue.add(bucket, waiter));
    });
  }

  private refuse(waiter: Waiter | undefined): void {
    if (waiter === undefined) return;
    this.refused++;
    waiter.refuse();
  }

  /** Passes free places to waiters at once, so that newer work cannot take them first. */
  private leave(): void {
    this.running--;
    while (this.hasFreePlace) {
      const next = this.takeInTurns();
      if (next === undefined) return;
      this.running++;
      next.admit();
    }
  }

  private takeInTurns(): Waiter | undefined {
    const [first, second] = this.isPreferredNext ? [1, 0] : [0, 1];
    this.isPreferredNext = !this.isPreferredNext;
    return this.queues[first]!.take() ?? this.queues[second]!.take();
  }
}
