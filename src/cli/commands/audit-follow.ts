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
  const seen = new Set<string>();
  let startId: string | undefined;
  for await (const page of reader.pages(filter)) {
    if (signal.aborted) return;
    yield page;
    for (const { id } of page) seen.add(id);
    startId ??= page[0]?.id;
  }
  while (!signal.aborted) {
    const page = await reader.newEvents(filter, seen, startId ?? '', Date.now());
    if (page.length > 0) yield page;
    await setTimeout(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}
