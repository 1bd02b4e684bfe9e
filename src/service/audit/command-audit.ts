import type { DataSource } from 'typeorm';
import { SystemClock } from '../../auth/config/system-clock.js';
import { AuditLog, type DropReason } from './audit-log.js';
import type { AuditSettings } from './audit-settings.js';
import { AuditStore } from './audit-store.js';

/**
 * Creates the audit log of a command, without Nest.
 *
 * @returns undefined if AUDIT_RETENTION is 0s
 */
export const commandAudit = (
  dataSource: DataSource,
  { retentionMs, webhookSelection }: AuditSettings,
  onDropped: (count: number, reason: DropReason) => void,
): AuditLog | undefined =>
  retentionMs === 0
    ? undefined
    : new AuditLog({
        store: new AuditStore(dataSource),
        clock: new SystemClock(),
        source: 'command_line',
        webhookSelection,
        onDropped,
      });
