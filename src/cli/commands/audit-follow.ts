import { setTimeout } from 'node:timers/promises';
import type { AuditFilter, AuditReader } from '../../service/audit/audit-reader.js';
import type { AuditRecord } from '../../service/audit/audit-record.js';

const POLL_MS = 1_000;

/** Returns the pages of the events that exist now, and then of new ones, until the signal. */
export async function* follow(
  reader: AuditReader,
  filter: AuditFilter,
  signal: AbortSignal,
): AsyncGenerator<readonly AuditRecord[]> {
  for await (const page of reader.follow(filter, Date.now)) {
    if (signal.aborted) return;
    if (page.length > 0) yield page;
    else await setTimeout(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}
