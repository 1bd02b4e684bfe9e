import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { AuditEventEntity } from '../../src/service/audit/audit-event.entity.js';
import type { AuditRecord } from '../../src/service/audit/audit-record.js';
import { type AuditFilter, AuditReader } from '../../src/service/audit/audit-reader.js';
import { AuditStore } from '../../src/service/audit/audit-store.js';
import { EventIds } from '../../src/service/audit/event-id.js';
import { WebhookDeliveryEntity } from '../../src/service/audit/webhook-delivery.entity.js';
import { migrate } from '../../src/service/database/migrate.js';
import { DATABASES } from '../support/databases.js';
import { emptyDatabase, open } from '../support/opened.js';

const NOW = Date.UTC(2026, 10, 29);

describe.each(DATABASES)('AuditStore (%s)', (kind) => {
  let dataSource: DataSource;
  let store: AuditStore;

  beforeAll(async () => {
    dataSource = await open(await emptyDatabase(kind));
    await migrate(dataSource);
    store = new AuditStore(dataSource);
  });
  beforeEach(async () => {
    await dataSource.getRepository(AuditEventEntity).clear();
    await dataSource.getRepository(WebhookDeliveryEntity).clear();
  });

  const ids = new EventIds();
  const record = (more: Partial<AuditRecord> = {}): AuditRecord => ({
    id: ids.next(more.time ?? NOW),
    time: NOW,
    type: 'authn_login_fail',
    severity: 'warning',
    userId: '7',
    sid: null,
    ip: '2001:db8::1',
    userAgent: 'curl/8 \u{1f511}',
    requestId: 'request-7',
    details: '{"reason":"wrong_password"}',
    ...more,
  });
  const many = (count: number, more: Partial<AuditRecord> = {}) =>
    Array.from({ length: count }, () => record(more));

  it.each([1, 3, 64, 200, 247])('stores a batch of %d events unchanged', async (count) => {
    const records = many(count);
    await store.insert(records, records.slice(0, 5));
    expect(await store.page({}, 1_000)).toEqual(records);
    const deliveries = await dataSource.getRepository(WebhookDeliveryEntity).count();
    expect(deliveries).toBe(Math.min(count, 5));
  });

  it('stores a batch once when its write is repeated', async () => {
    const records = many(20);
    await store.insert(records, records);
    await store.insert([...records, ...many(1)], records);
    expect(await store.page({}, 1_000)).toHaveLength(21);
    expect(await dataSource.getRepository(WebhookDeliveryEntity).count()).toBe(20);
  });

  it('reads pages by user, type and range of IDs, oldest first', async () => {
    const [a, b, c, d] = [
      record({ userId: 'a' }),
      record({ userId: 'b', type: 'user_created' }),
      record({ userId: 'a', type: 'user_deleted' }),
      record({ userId: null, type: 'authn_login_success' }),
    ] as const;
    await store.insert([a, b, c, d], []);
    expect(await store.page({ userId: 'a' }, 10)).toEqual([a, c]);
    expect(await store.page({ types: ['user_created', 'user_deleted'] }, 10)).toEqual([b, c]);
    expect(await store.page({ from: b.id, before: d.id }, 10)).toEqual([b, c]);
    expect(await store.page({ after: b.id }, 1)).toEqual([c]);
    expect(await store.idFromEnd({}, 2)).toBe(c.id);
    expect(await store.idFromEnd({ userId: 'a' }, 2)).toBe(a.id);
    expect(await store.idFromEnd({}, 5)).toBeNull();
  });

  describe('AuditReader.follow', () => {
    let now: number;
    /** Each has an ID of its own process, because those of one process never descend. */
    const at = (time: number, more: Partial<AuditRecord> = {}) =>
      record({ id: new EventIds().next(time), time, ...more });
    const insert = (...records: AuditRecord[]) => store.insert(records, []);
    /** @returns a function that reads pages until an empty one, and returns the IDs of their events */
    const follow = (filter: AuditFilter = {}) => {
      const pages = new AuditReader(store).follow(filter, () => now);
      return async () => {
        const ids: string[] = [];
        for (;;) {
          const page = (await pages.next()).value as readonly AuditRecord[];
          if (page.length === 0) return ids;
          ids.push(...page.map(({ id }) => id));
        }
      };
    };

    beforeEach(() => {
      now = NOW;
    });

    it('returns every event once, also one that is stored late', async () => {
      const [first, late, second] = [at(NOW - 1_000), at(NOW - 25_000), at(NOW)];
      await insert(first);
      const next = follow();
      expect(await next()).toEqual([first.id]);
      expect(await next()).toEqual([]);
      await insert(second);
      expect(await next()).toEqual([second.id]);
      await insert(late);
      now += 1_000;
      expect(await next()).toEqual([late.id]);
      expect(await next()).toEqual([]);
    });

    it('returns the events of a pause, also when there were none before', async () => {
      const next = follow();
      expect(await next()).toEqual([]);
      for (let pause = 1; pause <= 2; pause++) {
        const during = at(now + 60_000);
        await insert(during);
        now += 3_600_000;
        expect(await next()).toEqual([during.id]);
        expect(await next()).toEqual([]);
      }
    });

    it('returns the events of instances whose clocks are behind', async () => {
      now = NOW + 3_600_000;
      const [first, second] = [at(NOW), at(NOW + 1_000)];
      await insert(first);
      const next = follow();
      expect(await next()).toEqual([first.id]);
      await insert(second);
      expect(await next()).toEqual([second.id]);
    });

    it('continues after the clock of an instance was ahead', async () => {
      await insert(at(NOW + 3_600_000));
      const next = follow();
      await next();
      const second = at(NOW + 1_000);
      await insert(second);
      expect(await next()).toEqual([second.id]);
    });

    it('returns no event that is older than since', async () => {
      const next = follow({ since: NOW });
      await insert(at(NOW - 1));
      expect(await next()).toEqual([]);
      const second = at(NOW);
      await insert(at(NOW - 1), second);
      expect(await next()).toEqual([second.id]);
      expect(await next()).toEqual([]);
    });

    it('returns no event before the newest ones of a limit', async () => {
      const [first, second, third] = [at(NOW - 2), at(NOW - 1), at(NOW)];
      await insert(first, second);
      const next = follow({ limit: 1 });
      expect(await next()).toEqual([second.id]);
      await insert(third);
      expect(await next()).toEqual([third.id]);
    });

    it('filters by user and type', async () => {
      const next = follow({ userId: 'a', types: ['user_created'] });
      await next();
      const type = 'user_created';
      const found = at(NOW, { userId: 'a', type });
      await insert(at(NOW, { userId: 'a' }), at(NOW, { userId: 'b', type }), found);
      expect(await next()).toEqual([found.id]);
    });
  });
});
