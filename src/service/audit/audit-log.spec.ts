import { describe, expect, it } from '@jest/globals';
import { Deferred, settle } from '../../../test/support/deferred.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { AuthError } from '../../auth/domain/auth-error.js';
import type { AuthEvent } from '../../auth/domain/auth-events.js';
import { AUDIT_LIMITS, AuditLog, type AuditLogParts, type AuditWriter } from './audit-log.js';
import type { AuditRecord } from './audit-record.js';

/** An audit log over a store that a test controls. */
class Fixture {
  readonly stored: AuditRecord[] = [];
  readonly batches: number[] = [];
  readonly deliveries: string[] = [];
  readonly dropped: [number, string][] = [];
  readonly failed: unknown[] = [];
  /** Thrown by the next writes. */
  errors: Error[] = [];
  private readonly waiting = new Set<() => void>();

  readonly store: AuditWriter = {
    insert: async (records, deliveries) => {
      await settle();
      const error = this.errors.shift();
      for (const resume of this.waiting) resume();
      if (error !== undefined) throw error;
      this.batches.push(records.length);
      this.stored.push(...records);
      this.deliveries.push(...deliveries.map(({ type }) => type));
    },
  };

  log(more: Partial<AuditLogParts> = {}, limits: Partial<typeof AUDIT_LIMITS> = {}): AuditLog {
    const parts: AuditLogParts = {
      store: this.store,
      clock: new FakeClock(),
      source: 'service',
      webhookSelection: undefined,
      onDropped: (count, reason) => this.dropped.push([count, reason]),
      onFailed: (error) => this.failed.push(error),
      ...more,
    };
    return new AuditLog(parts, { ...AUDIT_LIMITS, delayMs: 0, maxRetryMs: 1, ...limits });
  }

  /** Resolves at the next attempt to write. */
  attempt(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }
}

const event = (type: AuthEvent['type'] = 'authn_login_success') =>
  ({ type, userId: '7', sid: 's', client: { ip: null, userAgent: null } }) as AuthEvent;
const emit = (log: AuditLog, count: number) => {
  for (let index = 0; index < count; index++) log.emit(event());
};
const unavailable = () => new AuthError('temporarily_unavailable');

describe(AuditLog.name, () => {
  it('stores events after the call that emits them, in batches and in order', async () => {
    const fixture = new Fixture();
    const log = fixture.log({}, { batch: 10 });
    emit(log, 25);
    expect(fixture.stored).toEqual([]);
    await log.close();
    expect(fixture.batches).toEqual([10, 10, 5]);
    const ids = fixture.stored.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    expect(fixture.dropped).toEqual([]);
  });

  it('stores events without a close', async () => {
    const fixture = new Fixture();
    emit(fixture.log(), 3);
    await fixture.attempt();
    await settle();
    expect(fixture.batches).toEqual([3]);
  });

  it('does not store the event of each refresh', async () => {
    const fixture = new Fixture();
    const log = fixture.log();
    log.emit(event('authn_token_created'));
    await log.close();
    expect(fixture.stored).toEqual([]);
  });

  it('stores the events that the webhook receives as deliveries, and reports them', async () => {
    const fixture = new Fixture();
    let reports = 0;
    const onDeliveries = () => void (reports += 1);
    const log = fixture.log({ webhookSelection: { types: [], hasWarnings: true }, onDeliveries });
    log.emit(event('authn_login_success'));
    log.emit(event('authn_login_fail'));
    await log.close();
    expect([fixture.deliveries, reports]).toEqual([['authn_login_fail'], 1]);
  });

  it('keeps events while the database is unavailable, and reports the first failure', async () => {
    const fixture = new Fixture();
    fixture.errors = [unavailable(), unavailable(), unavailable()];
    const log = fixture.log();
    emit(log, 2);
    for (let attempt = 0; attempt < 4; attempt++) await fixture.attempt();
    await settle();
    expect(fixture.batches).toEqual([2]);
    expect([fixture.failed.length, fixture.dropped]).toEqual([1, []]);
  });

  it('drops and counts the events beyond the queue', async () => {
    const fixture = new Fixture();
    const log = fixture.log({}, { queue: 5 });
    emit(log, 8);
    expect(log.counts.dropped).toBe(3);
    expect(fixture.dropped).toEqual([[1, 'queue_full'], [1, 'queue_full'], [1, 'queue_full']]); // prettier-ignore
    await log.close();
    expect(fixture.stored).toHaveLength(5);
  });

  it('drops a batch that the database rejects, and stores the next one', async () => {
    const fixture = new Fixture();
    fixture.errors = [new Error('no such table')];
    const log = fixture.log({}, { batch: 2 });
    emit(log, 3);
    await log.close();
    expect(fixture.dropped).toEqual([[2, 'rejected']]);
    expect(fixture.stored).toHaveLength(1);
  });

  it('gives up at the end of the process when the database does not respond', async () => {
    const fixture = new Fixture();
    const never = new Deferred<void>();
    const store = { insert: () => never.promise };
    const log = fixture.log({ store }, { closeMs: 1 });
    emit(log, 2);
    await log.close();
    emit(log, 1);
    expect(fixture.dropped).toEqual([[2, 'unavailable'], [1, 'unavailable']]); // prettier-ignore
  });

  it('repeats a failed write at the end of the process', async () => {
    const fixture = new Fixture();
    fixture.errors = [unavailable(), unavailable()];
    const log = fixture.log();
    emit(log, 2);
    await log.close();
    expect([fixture.batches, fixture.dropped]).toEqual([[2], []]);
  });
});
