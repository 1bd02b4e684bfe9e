import type { DataSource } from 'typeorm';
import { tableName } from '../../auth/persistence/table-name.js';
import { ADVISORY_LOCKS, tryWithAdvisoryLock } from '../database/advisory-lock.js';
import { pause, pauseAfterMs } from '../pruning/pace.js';
import { AuditEventEntity } from './audit-event.entity.js';
import { deleteBefore } from './audit-statements.js';
import { lowestIdOf } from './event-id.js';
import { WebhookDeliveryEntity } from './webhook-delivery.entity.js';

/** Events of one statement, which on SQLite blocks other writes. */
const PAGE_SIZE = 500;

/**
 * Deletes the events before a time page by page, with pauses, and their deliveries. On PostgreSQL, one
 * process prunes at a time.
 *
 * @param before epoch milliseconds
 * @returns the number of deleted events; undefined when another process is pruning
 * @throws {AuthError} `temporarily_unavailable` when the database is unavailable or busy
 */
export function pruneAudit(
  dataSource: DataSource,
  before: number,
  signal?: AbortSignal,
): Promise<number | undefined> {
  return tryWithAdvisoryLock(dataSource, ADVISORY_LOCKS.pruning, () =>
    pruneTables(dataSource, lowestIdOf(before), signal),
  );
}

async function pruneTables(
  dataSource: DataSource,
  before: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  // First the deliveries, because the webhook reads only those that have an event.
  await pruneTable(dataSource, WebhookDeliveryEntity, 'event_id', before, signal);
  return pruneTable(dataSource, AuditEventEntity, 'id', before, signal);
}

async function pruneTable(
  dataSource: DataSource,
  entity: typeof AuditEventEntity | typeof WebhookDeliveryEntity,
  column: string,
  before: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  const statement = deleteBefore(tableName(dataSource, entity), column);
  let pruned = 0;
  while (signal?.aborted !== true) {
    const begun = performance.now();
    const rows = await statement.execute(dataSource, { before, size: PAGE_SIZE });
    pruned += rows.length;
    if (rows.length < PAGE_SIZE) break;
    await pause(pauseAfterMs(performance.now() - begun), signal);
  }
  return pruned;
}
