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
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /** @throws {AuthError} `temporarily_unavailable` when too many wait already */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private enter(): Promise<void> {
    if (this.running < MAX_RUNNING) {
      this.running++;
      return Promise.resolve();
    }
    if (this.waiting.length >= MAX_WAITING) {
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
