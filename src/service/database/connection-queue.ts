import type { PoolClient } from 'pg';
import { remainingWaitMs, type WaitLimits } from './connection-wait.js';

/** Receives a connection or an error. */
export type Receiver = (error: Error | undefined, client?: PoolClient) => void;

/** The pool of the driver. */
export interface ConnectionSource {
  readonly idleCount: number;
  /** Connections that are open or being opened. */
  readonly totalCount: number;
  readonly max: number;
  /** Takes an idle connection; where there is none, opens one. */
  connect(receive: Receiver): void;
}

interface Waiter {
  receive: Receiver;
  sinceMs: number;
  timer: NodeJS.Timeout;
}

/**
 * Maximum number of connections that are opened at once. PostgreSQL starts a process for each, so
 * opening more is slower.
 */
const MAX_OPENING = 3;

/**
 * Queues statements that wait for a connection, in order of arrival. A statement takes the first free
 * connection, not the one that was opened for it.
 */
export class ConnectionQueue {
  private readonly waiters: Waiter[] = [];
  private opening = 0;
  /** Idle connections that are assigned to a waiter but not yet received. */
  private taking = 0;
  private respondedAtMs: number | undefined;

  constructor(
    private readonly source: ConnectionSource,
    private readonly limits: WaitLimits,
  ) {}

  get length(): number {
    return this.waiters.length;
  }

  /** @param isFirst puts the waiter in front of the others */
  wait(receive: Receiver, isFirst = false): void {
    const timer = setTimeout(() => this.check(waiter), this.limits.silentMs);
    const waiter: Waiter = { receive, sinceMs: performance.now(), timer };
    if (isFirst) this.waiters.unshift(waiter);
    else this.waiters.push(waiter);
    this.serve();
  }

  /** Records that PostgreSQL responded. */
  noteResponse(): void {
    this.respondedAtMs = performance.now();
  }

  /** Takes and opens connections for the waiters, within the limits. */
  serve(): void {
    for (let count = this.takeable; count > 0; count--) this.take();
    for (let count = this.openable; count > 0; count--) this.open();
  }

  /** Rejects every waiter. */
  fail(error: Error): void {
    for (const { timer, receive } of this.waiters.splice(0)) {
      clearTimeout(timer);
      receive(error);
    }
  }

  private get takeable(): number {
    return Math.min(this.source.idleCount, this.waiters.length) - this.taking;
  }

  private get openable(): number {
    const missing = this.waiters.length - this.taking - this.opening;
    const room = this.source.max - this.source.totalCount;
    return Math.min(missing, room, MAX_OPENING - this.opening);
  }

  private take(): void {
    this.taking++;
    this.source.connect((error, client) => {
      this.taking--;
      this.received(error, client);
    });
  }

  private open(): void {
    this.opening++;
    this.source.connect((error, client) => {
      this.opening--;
      if (error === undefined) this.noteResponse();
      this.received(error, client);
    });
  }

  private received(error: Error | undefined, client: PoolClient | undefined): void {
    if (client !== undefined) this.hand(client);
    // A failed connection does not matter while other connections serve the waiters.
    else if (this.source.totalCount === 0) this.fail(error ?? new Error('no connection'));
  }

  private hand(client: PoolClient): void {
    const waiter = this.waiters.shift();
    if (waiter === undefined) return client.release();
    clearTimeout(waiter.timer);
    waiter.receive(undefined, client);
    this.serve();
  }

  private check(waiter: Waiter): void {
    const leftMs = this.leftMs(waiter);
    if (leftMs > 0) waiter.timer = setTimeout(() => this.check(waiter), leftMs);
    else this.giveUp(waiter);
  }

  private leftMs({ sinceMs }: Waiter): number {
    // Until the first response, only the timeout of the driver applies.
    if (this.respondedAtMs === undefined) return this.limits.silentMs;
    const nowMs = performance.now();
    const wait = { waitedMs: nowMs - sinceMs, silentMs: nowMs - this.respondedAtMs };
    return remainingWaitMs(wait, this.limits);
  }

  private giveUp(waiter: Waiter): void {
    this.waiters.splice(this.waiters.indexOf(waiter), 1);
    waiter.receive(new NoFreeConnectionError(performance.now() - waiter.sinceMs));
  }
}

/** The message begins like that of the pool of the driver. */
class NoFreeConnectionError extends Error {
  override readonly name = 'NoFreeConnectionError';

  constructor(waitedMs: number) {
    super(
      `timeout exceeded when trying to connect: no connection to PostgreSQL was free for ${Math.round(waitedMs)} ms`,
    );
  }
}
