import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { AuthError } from '../domain/auth-error.js';

/** One core is left to the event loop. */
const MAX_RUNNING = Math.max(1, availableParallelism() - 1);

/** At about ten milliseconds each, the last of them waits less than a second. */
const MAX_WAITING = 64;

/** Hashing costs a core and 19 MiB each: a flood of logins must not take the whole machine. */
@Injectable()
export class HashQueue {
  /** How many may run and wait at once. */
  readonly limits = { running: MAX_RUNNING, waiting: MAX_WAITING } as const;
  /** Is told how long each piece of work took, without its wait: for whoever measures. */
  onDone: ((durationMs: number) => void) | undefined;
  private running = 0;
  private refused = 0;
  private readonly waiting: (() => void)[] = [];

  /** How many run and wait now, and how many were sent away since the start. */
  get counts(): Readonly<Record<'running' | 'waiting' | 'refused', number>> {
    return { running: this.running, waiting: this.waiting.length, refused: this.refused };
  }

  /** @throws {AuthError} `temporarily_unavailable` when too many wait already */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    const begunAt = performance.now();
    try {
      return await work();
    } finally {
      this.leave();
      this.onDone?.(performance.now() - begunAt);
    }
  }

  private enter(): Promise<void> {
    if (this.running < MAX_RUNNING) {
      this.running++;
      return Promise.resolve();
    }
    if (this.waiting.length >= MAX_WAITING) {
      this.refused++;
      throw new AuthError('temporarily_unavailable', { detail: 'the hash queue is full' });
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Whoever waits longest takes the place over, so that nobody can slip in between. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running--;
    else next();
  }
}
