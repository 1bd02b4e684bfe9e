import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import type { Parameters, Statement } from '../../auth/persistence/statement.js';
import { tableName } from '../../auth/persistence/table-name.js';
import { AuditEventEntity } from '../audit/audit-event.entity.js';
import type { AuditRecord } from '../audit/audit-record.js';
import { toRecord } from '../audit/audit-store.js';
import { WebhookDeliveryEntity } from '../audit/webhook-delivery.entity.js';
import { ADVISORY_LOCKS, tryWithAdvisoryLock } from '../database/advisory-lock.js';
import { deleteDelivery, selectDeliveries, selectOldestDelivery } from './webhook-statements.js';

/** Events of one page. */
const PAGE_SIZE = 50;

/** Reads and deletes deliveries, for one process at a time. */
export interface DeliveryQueue {
  /** Returns the oldest deliveries. */
  next(): Promise<readonly AuditRecord[]>;
  /** Deletes a delivery. */
  remove(id: string): Promise<void>;
}

/** The deliveries of the webhook in the database. */
export class WebhookStore {
  private readonly select: Statement;
  private readonly oldest: Statement;
  private readonly delete: Statement;

  constructor(private readonly dataSource: DataSource) {
    const deliveries = tableName(dataSource, WebhookDeliveryEntity);
    this.select = selectDeliveries(tableName(dataSource, AuditEventEntity), deliveries);
    this.oldest = selectOldestDelivery(deliveries);
    this.delete = deleteDelivery(deliveries);
  }

  /** Returns the ID of the oldest delivery; null if there is none. */
  async oldestId(): Promise<string | null> {
    const [row] = await this.oldest.execute(this.dataSource, {});
    return (row as { event_id: string } | undefined)?.event_id ?? null;
  }

  /**
   * Runs `work` if no other process delivers. On PostgreSQL, its statements use the connection that
   * holds the lock, so they fail when the lock is lost. On SQLite there is no lock.
   *
   * @returns false if another process delivers
   */
  async exclusively(work: (queue: DeliveryQueue) => Promise<void>): Promise<boolean> {
    const done = await tryWithAdvisoryLock(this.dataSource, ADVISORY_LOCKS.webhook, (client) =>
      work(this.queueOn(client)).then(() => true),
    );
    return done === true;
  }

  private queueOn(client: Client | undefined): DeliveryQueue {
    const run = (statement: Statement, parameters: Parameters): Promise<unknown[]> =>
      client === undefined
        ? statement.execute(this.dataSource, parameters)
        : statement.executeOnPostgres(client, parameters);
    return {
      next: async () => (await run(this.select, { limit: PAGE_SIZE })).map(toRecord),
      remove: async (id) => void (await run(this.delete, { id })),
    };
  }
}
