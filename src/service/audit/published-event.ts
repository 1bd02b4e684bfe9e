import { isoTime } from '../../auth/domain/iso-time.js';
import type { AuditRecord } from './audit-record.js';

/** An event as `keyturn audit --json` and the webhook publish it. */
export function publishedEvent(record: AuditRecord) {
  return {
    id: record.id,
    time: isoTime(record.time),
    type: record.type,
    severity: record.severity,
    user_id: record.userId,
    sid: record.sid,
    ip: record.ip,
    user_agent: record.userAgent,
    request_id: record.requestId,
    details: JSON.parse(record.details) as Readonly<Record<string, unknown>>,
  };
}
