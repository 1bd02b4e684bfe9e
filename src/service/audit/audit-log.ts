import { setTimeout as delay } from 'node:timers/promises';
import { AuthError } from '../../auth/domain/auth-error.js';
import { type AuthEvent, AuthEvents } from '../../auth/domain/auth-events.js';
import type { Clock } from '../../auth/domain/clock.js';
import { type AuditRecord, auditRecordOf, type AuditSource, isAudited } from './audit-record.js';
import { EventIds } from './event-id.js';
import { type EventSelection, isEventSelected } from './event-selection.js';
import { retryDelayMs } from '../runtime/retry-delay.js';

/** Bounds of the queue. Times are in milliseconds. */
export const AUDIT_LIMITS = {
  /** Events in memory. Further ones are dropped. */
  queue: 10_000,
  /** Events of one transaction. */
  batch: 200,
  /** How long an event waits for others. */
  delayMs: 250,
  /** The longest pause after a failed write. */
  maxRetryMs: 10_000,
  /** How long the end of the process waits for the database. */
  closeMs: 3_000,
};

/** Stores a batch of events. Implemented by `AuditStore`. */
export interface AuditWriter {
  insert(records: readonly AuditRecord[], deliveries: readonly AuditRecord[]): Promise<void>;
}

/** The parts of an audit log. */
export interface AuditLogParts {
  store: AuditWriter;
  clock: Pick<Clock, 'now'>;
  source: AuditSource;
  /** The events that the webhook receives. */
  webhookSelection: EventSelection | undefined;
  /** Receives the number of dropped events. */
  onDropped: (count: number, reason: DropReason) => void;
  /** Called for the first of several failed writes. */
  onFailed?: (error: unknown) => void;
  /** Called after events for the webhook were stored. */
  onDeliveries?: () => void;
}

/**
 * `queue_full`: the database cannot keep up, or is unavailable. `rejected`: the database rejected the
 * events. `unavailable`: the database was unavailable when the process ended.
 */
export type DropReason = 'queue_full' | 'rejected' | 'unavailable';

/**
 * Stores events in batches, after the request that caused them. While the database is unavailable, it
 * keeps them in a bounded queue.
 */
export class AuditLog extends AuthEvents {
  /** For the metrics. */
  readonly counts = { dropped: 0 };
  private readonly ids = new EventIds();
  private readonly queue: AuditRecord[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private failures = 0;
  private isClosing = false;
  private isClosed = false;

  constructor(
    private readonly parts: AuditLogParts,
    private readonly limits = AUDIT_LIMITS,
  ) {
    super();
  }

  get queued(): number {
    return this.queue.length;
  }

  emit(event: AuthEvent): void {
    if (!isAudited(event)) return;
    if (this.isClosed) return this.drop(1, 'unavailable');
    if (this.queue.length >= this.limits.queue) return this.drop(1, 'queue_full');
    const { clock, source } = this.parts;
    const time = clock.now();
    this.queue.push(auditRecordOf(event, { id: this.ids.next(time), time, source }));
    this.schedule(this.queue.length < this.limits.batch ? this.limits.delayMs : 0);
  }

  /** Stores the queued events, for a limited time, and drops those that remain. */
  async close(): Promise<void> {
    this.isClosing = true;
    clearTimeout(this.timer);
    const timeout = new AbortController();
    const { signal } = timeout;
    const waited = delay(this.limits.closeMs, undefined, { signal }).catch(() => undefined);
    await Promise.race([this.drain(signal), waited]);
    timeout.abort();
    this.isClosed = true;
    const left = this.queue.splice(0).length;
    if (left > 0) this.drop(left, 'unavailable');
  }

  private async drain(signal: AbortSignal): Promise<void> {
    await this.writing;
    while (this.queue.length > 0 && !signal.aborted) {
      const hasStored = await this.writeBatch();
      if (!hasStored)
        await delay(this.limits.delayMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** An earlier timer stays, so that a retry keeps its pause. */
  private schedule(delayMs: number): void {
    if (this.isClosing || this.writing !== undefined) return;
    if (this.timer !== undefined) {
      if (delayMs > 0 || this.failures > 0) return;
      clearTimeout(this.timer);
    }
    this.timer = setTimeout(() => void this.write(), delayMs).unref();
  }

  private async write(): Promise<void> {
    this.timer = undefined;
    this.writing = this.writeAll();
    await this.writing;
    this.writing = undefined;
    if (this.queue.length === 0) return;
    const { maxRetryMs, delayMs } = this.limits;
    this.schedule(retryDelayMs(this.failures, { firstMs: delayMs, maxMs: maxRetryMs }));
  }

  /** Writes whole batches while there are enough events for one, and the rest once. */
  private async writeAll(): Promise<void> {
    let hasStored = true;
    let isFull = true;
    while (hasStored && isFull && this.queue.length > 0 && !this.isClosing) {
      isFull = this.queue.length > this.limits.batch;
      hasStored = await this.writeBatch();
    }
  }

  /** Never rejects. @returns false if the batch is still in the queue */
  private async writeBatch(): Promise<boolean> {
    const { store, webhookSelection, onDeliveries, onFailed } = this.parts;
    const batch = this.queue.slice(0, this.limits.batch);
    const deliveries =
      webhookSelection === undefined
        ? []
        : batch.filter((record) => isEventSelected(webhookSelection, record));
    try {
      await store.insert(batch, deliveries);
      this.queue.splice(0, batch.length);
      this.failures = 0;
      if (deliveries.length > 0) onDeliveries?.();
      return true;
    } catch (error) {
      if (this.failures === 0) onFailed?.(error);
      if (isTemporary(error)) {
        this.failures += 1;
        return false;
      }
      // Another attempt would fail in the same way, and keep all later events out.
      this.queue.splice(0, batch.length);
      this.drop(batch.length, 'rejected');
      return true;
    }
  }

  private drop(count: number, reason: DropReason): void {
    this.counts.dropped += count;
    this.parts.onDropped(count, reason);
  }
}

const isTemporary = (error: unknown): boolean =>
  error instanceof AuthError && error.code === 'temporarily_unavailable';
