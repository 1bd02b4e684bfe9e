import type { AuditRecord } from '../../service/audit/audit-record.js';
import { publishedEvent } from '../../service/audit/published-event.js';
import type { CommandOutput } from '../io/command-io.js';
import type { Row } from '../io/print.js';
import { type Pages, writeJsonLines, writeTablePages } from '../io/write-pages.js';

const NAMES = ['TIME', 'EVENT', 'USER', 'ADDRESS', 'DETAILS'];

/** Writes pages of events, as lines of JSON or as a table. */
export const writeEvents = (
  output: CommandOutput,
  pages: Pages<AuditRecord>,
  asJson: boolean,
): Promise<void> =>
  asJson
    ? writeJsonLines(output, publishedPages(pages))
    : writeTablePages(output, NAMES, publishedPages(pages), rowOf);

type PublishedEvent = ReturnType<typeof publishedEvent>;

async function* publishedPages(pages: Pages<AuditRecord>): AsyncGenerator<PublishedEvent[]> {
  for await (const page of pages) yield page.map(publishedEvent);
}

function rowOf({ time, type, user_id, sid, ip, details }: PublishedEvent): Row {
  const members = Object.entries({ ...details, ...(sid !== null && { sid }) });
  const inWords = members.map(([name, value]) => `${name}=${textOf(value)}`).join(' ');
  return [time, type, user_id ?? '-', ip ?? '-', inWords];
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);
