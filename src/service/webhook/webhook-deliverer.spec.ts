import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { settle } from '../../../test/support/deferred.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { AuthError } from '../../auth/domain/auth-error.js';
import type { AuditRecord } from '../audit/audit-record.js';
import { EventIds } from '../audit/event-id.js';
import { WebhookDeliverer } from './webhook-deliverer.js';
import type { DeliveryQueue } from './webhook-store.js';

const FAST = { idleMs: 1, lingerMs: 1, firstRetryMs: 1, maxRetryMs: 2 };

/** A queue in memory, and a receiver that a test controls. */
class Fixture {
  readonly clock = new FakeClock();
  readonly queued: AuditRecord[] = [];
  readonly sent: { id: string; body: string }[] = [];
  /** The results of the next attempts: a status, or an error. Afterwards 204. */
  results: (number | Error)[] = [];
  /** Whether the receiver does not respond. */
  isSilent = false;
  errors: Error[] = [];
  isLocked = false;
  private readonly ids = new EventIds();

  private readonly queue: DeliveryQueue = {
    next: () => Promise.resolve(this.queued.slice(0, 2)),
    remove: async (id) => {
      await settle();
      this.queued.splice(
        this.queued.findIndex((one) => one.id === id),
        1,
      );
    },
  };
  private readonly store = {
    oldestId: () => {
      const error = this.errors.shift();
      return error ? Promise.reject(error) : Promise.resolve(this.queued[0]?.id ?? null);
    },
    exclusively: async (work: (queue: DeliveryQueue) => Promise<void>) => {
      if (this.isLocked) return false;
      await work(this.queue);
      return true;
    },
  };
  private readonly client = {
    send: async (id: string, body: string, _now: number, signal: AbortSignal) => {
      this.sent.push({ id, body });
      await settle();
      while (this.isSilent && !signal.aborted) await settle();
      if (signal.aborted) throw new Error('aborted');
      const result = this.results.shift() ?? 204;
      if (typeof result === 'number') return result;
      throw result;
    },
    close: () => undefined,
  };
  readonly deliverer = new WebhookDeliverer(this.store, this.client, this.clock, FAST);

  add(...types: string[]): string[] {
    const records = types.map((type) => ({
      id: this.ids.next(this.clock.now()),
      time: this.clock.now(),
      type,
      severity: 'warning',
      userId: '7',
      sid: null,
      ip: '192.0.2.1',
      userAgent: null,
      requestId: null,
      details: '{"reason":"admin"}',
    }));
    this.queued.push(...records);
    return records.map(({ id }) => id);
  }

  async until(isDone: () => boolean): Promise<void> {
    while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

describe(WebhookDeliverer.name, () => {
  let fixture: Fixture;
  const lines: unknown[] = [];

  beforeEach(() => {
    fixture = new Fixture();
    lines.length = 0;
    const write = (line: unknown) => void lines.push(line);
    Logger.overrideLogger({ log: write, warn: write, error: write });
  });
  afterEach(async () => {
    await fixture.deliverer.stop();
    Logger.overrideLogger(false);
  });

  const sentIds = () => fixture.sent.map(({ id }) => id);

  it('delivers every event once and in order', async () => {
    const ids = fixture.add('a', 'b', 'c', 'd', 'e');
    fixture.deliverer.start();
    await fixture.until(() => fixture.queued.length === 0);
    expect(sentIds()).toEqual(ids);
    expect(fixture.deliverer.counts).toEqual({ delivered: 5, failed: 0 });
    const later = fixture.add('f');
    fixture.deliverer.wake();
    await fixture.until(() => fixture.queued.length === 0);
    expect(sentIds()).toEqual([...ids, ...later]);
  });

  it('sends the members that Standard Webhooks recommends', async () => {
    const [id] = fixture.add('user_deleted');
    fixture.deliverer.start();
    await fixture.until(() => fixture.queued.length === 0);
    const timestamp = new Date(fixture.clock.now()).toISOString();
    expect(JSON.parse(fixture.sent[0]!.body)).toEqual({
      type: 'user_deleted',
      timestamp,
      data: {
        id,
        severity: 'warning',
        user_id: '7',
        sid: null,
        ip: '192.0.2.1',
        user_agent: null,
        request_id: null,
        details: { reason: 'admin' },
      },
    });
  });

  it.each([
    ['the status 500', 500],
    ['the status 400', 400],
    ['a redirect', 302],
    ['a lost connection', Object.assign(new Error('10.0.0.1'), { code: 'ECONNRESET' })],
  ])('repeats an event after %s, before it sends the next one', async (_, result) => {
    const [first, second] = fixture.add('a', 'b');
    fixture.results = [result, result];
    fixture.deliverer.start();
    await fixture.until(() => fixture.queued.length === 0);
    expect(sentIds()).toEqual([first, first, first, second]);
    expect(fixture.deliverer.counts).toEqual({ delivered: 2, failed: 2 });
    const reason = typeof result === 'number' ? result : 'ECONNRESET';
    expect(lines).toEqual([
      { message: 'webhook_failed', reason, failures: 1 },
      { message: 'webhook_failed', reason, failures: 2 },
      'The webhook receiver accepts events again.',
    ]);
  });

  it('stops after the status 410 and keeps the events', async () => {
    fixture.add('a', 'b');
    fixture.results = [410];
    fixture.deliverer.start();
    await fixture.until(() => lines.length > 0);
    fixture.deliverer.wake();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([fixture.sent.length, fixture.queued.length]).toEqual([1, 2]);
    expect(lines).toEqual([expect.stringMatching(/410 Gone\. No events are delivered until/)]);
  });

  it('sends nothing while another process delivers, and then takes over', async () => {
    fixture.isLocked = true;
    fixture.add('a');
    fixture.deliverer.start();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(fixture.sent).toEqual([]);
    fixture.isLocked = false;
    await fixture.until(() => fixture.queued.length === 0);
  });

  it('continues after an outage of the database, which it reports once', async () => {
    fixture.errors = [1, 2, 3].map(() => new AuthError('temporarily_unavailable', { detail: 'x' }));
    fixture.add('a');
    fixture.deliverer.start();
    await fixture.until(() => fixture.queued.length === 0);
    expect(lines).toEqual(['Cannot read the webhook deliveries (x). Retrying.']);
  });

  it('keeps an event whose delivery the end of the process aborts', async () => {
    fixture.isSilent = true;
    fixture.add('a', 'b');
    fixture.deliverer.start();
    await fixture.until(() => fixture.sent.length === 1);
    await fixture.deliverer.stop();
    expect(fixture.queued).toHaveLength(2);
    expect(lines).toEqual([]);
  });

  it('reports the age of the oldest event that the receiver does not have', async () => {
    fixture.isLocked = true;
    expect(fixture.deliverer.backlogSeconds).toBe(0);
    fixture.add('a');
    fixture.clock.pass(90_000);
    fixture.deliverer.start();
    await fixture.until(() => fixture.deliverer.backlogSeconds === 90);
    fixture.isLocked = false;
    await fixture.until(() => fixture.deliverer.backlogSeconds === 0);
  });
});
