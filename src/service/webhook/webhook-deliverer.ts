import { setTimeout } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Clock } from '../../auth/domain/clock.js';
import { safeReasonOf } from '../../auth/domain/safe-reason.js';
import type { AuditRecord } from '../audit/audit-record.js';
import { timeOf } from '../audit/event-id.js';
import { publishedEvent } from '../audit/published-event.js';
import { retryDelayMs } from '../runtime/retry-delay.js';
import type { WebhookClient } from './webhook-client.js';
import type { DeliveryQueue, WebhookStore } from './webhook-store.js';

/** Times in milliseconds. */
const WEBHOOK_TIMES = {
  /** The interval of the check for events of other processes. */
  idleMs: 5_000,
  /** The interval of that check while this process has the lock. */
  lingerMs: 1_000,
  /** The pause after the first failed attempt. It doubles with each failure. */
  firstRetryMs: 1_000,
  maxRetryMs: 300_000,
};

/** Checks without an event after which this process releases the lock and its connection. */
const LINGER_CHECKS = 5;

/** The receiver no longer wants messages (Standard Webhooks). */
const GONE = 410;

/**
 * Delivers events to the webhook, in the order of their IDs, at least once. A failed delivery is
 * repeated before any later event is sent.
 */
export class WebhookDeliverer {
  /** For the metrics. */
  readonly counts = { delivered: 0, failed: 0 };
  private readonly logger = new Logger('Webhook');
  private readonly stopping = new AbortController();
  private idling = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private oldestId: string | null = null;
  private failures = 0;
  private isGone = false;
  private isDatabaseDown = false;
  private isDeliveredElsewhere = false;

  constructor(
    private readonly store: Pick<WebhookStore, 'oldestId' | 'exclusively'>,
    private readonly client: Pick<WebhookClient, 'send' | 'close'>,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly times = WEBHOOK_TIMES,
  ) {}

  /** The age of the oldest event that the receiver does not have, in seconds. */
  get backlogSeconds(): number {
    return this.oldestId === null
      ? 0
      : Math.max(0, (this.clock.now() - timeOf(this.oldestId)) / 1000);
  }

  start(): void {
    this.running = this.run();
  }

  /**
   * Delivers new events without waiting for the next check. Does not shorten a pause after a failure,
   * or while another process delivers.
   */
  wake(): void {
    if (this.failures === 0 && !this.isDeliveredElsewhere) this.idling.abort();
  }

  /** Aborts the current attempt and stops. The event stays in the queue. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.client.close();
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted && !this.isGone) {
      await this.round();
      await this.idle(this.pauseMs);
    }
  }

  private get pauseMs(): number {
    const { idleMs, firstRetryMs, maxRetryMs } = this.times;
    if (this.failures === 0) return idleMs;
    return retryDelayMs(this.failures, { firstMs: firstRetryMs, maxMs: maxRetryMs });
  }

  /** Returns early at the end of the process, and when there are new events. */
  private async idle(ms: number): Promise<void> {
    const signal = AbortSignal.any([this.stopping.signal, this.idling.signal]);
    await setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined);
    if (this.idling.signal.aborted) this.idling = new AbortController();
  }

  /** Never rejects. If the database is unavailable, logs one warning. */
  private async round(): Promise<void> {
    try {
      this.oldestId = await this.store.oldestId();
      if (this.oldestId === null) this.failures = 0;
      else await this.deliverIfFree();
      this.isDatabaseDown = false;
    } catch (error) {
      if (!this.isDatabaseDown && !this.stopping.signal.aborted) {
        this.logger.warn(`Cannot read the webhook deliveries (${safeReasonOf(error)}). Retrying.`);
      }
      this.isDatabaseDown = true;
    }
  }

  private async deliverIfFree(): Promise<void> {
    const hasLock = await this.store.exclusively((queue) => this.deliverAll(queue));
    this.isDeliveredElsewhere = !hasLock;
    if (!hasLock) this.failures = 0;
  }

  private async deliverAll(queue: DeliveryQueue): Promise<void> {
    this.isDeliveredElsewhere = false;
    for (let checks = 0; checks < LINGER_CHECKS && !this.stopping.signal.aborted; checks++) {
      const page = await queue.next();
      this.oldestId = page[0]?.id ?? null;
      for (const record of page) {
        this.oldestId = record.id;
        if (!(await this.deliver(record))) return;
        await queue.remove(record.id);
      }
      if (page.length === 0) await this.idle(this.times.lingerMs);
      else checks = -1;
    }
  }

  private async deliver(record: AuditRecord): Promise<boolean> {
    const { signal } = this.stopping;
    if (signal.aborted) return false;
    const sent = this.client.send(record.id, bodyOf(record), this.clock.now(), signal);
    // The message of an error may contain the address of the receiver.
    const result = await sent.catch(safeReasonOf);
    // The receiver may have the message, and gets it again after the next start.
    if (signal.aborted && typeof result !== 'number') return false;
    if (typeof result === 'number' && result >= 200 && result < 300) return this.succeed();
    return this.fail(result);
  }

  private succeed(): true {
    if (this.failures > 0) this.logger.log('The webhook receiver accepts events again.');
    this.failures = 0;
    this.counts.delivered += 1;
    return true;
  }

  private fail(reason: number | string): false {
    this.failures += 1;
    this.counts.failed += 1;
    this.isGone = reason === GONE;
    if (this.isGone) this.logger.warn(GONE_MESSAGE);
    else this.logger.warn({ message: 'webhook_failed', reason, failures: this.failures });
    return false;
  }
}

const GONE_MESSAGE =
  'The webhook receiver responded with 410 Gone. No events are delivered until the next start. ' +
  'Remove EVENTS_WEBHOOK_URL, or set it to another receiver.';

/** The members that Standard Webhooks recommends. */
function bodyOf(record: AuditRecord): string {
  const { type, time, ...data } = publishedEvent(record);
  return JSON.stringify({ type, timestamp: time, data });
}
