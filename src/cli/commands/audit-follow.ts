import { setTimeout } from 'node:timers/promises';
import type { AuditFilter, AuditReader } from '../../service/audit/audit-reader.js';
import type { AuditRecord } from '../../service/audit/audit-record.js';

const POLL_MS = 1_000;

/** @returns false when the reader of the output has closed it */
type Write = (page: readonly AuditRecord[]) => Promise<boolean>;

/** Writes the events that exist now, and then new ones, until the signal or the end of the output. */
export async function follow(
  reader: AuditReader,
  filter: AuditFilter,
  write: Write,
  signal: AbortSignal,
): Promise<void> {
  const seen = new Set<string>();
  let startId: string | undefined;
  for await (const page of reader.pages(filter)) {
    if (signal.aborted || !(await write(page))) return;
    for (const { id } of page) seen.add(id);
    startId ??= page[0]?.id;
  }
  while (!signal.aborted) {
    const page = await reader.newEvents(filter, seen, startId ?? '', Date.now());
    if (page.length > 0 && !(await write(page))) return;
    await setTimeout(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}
