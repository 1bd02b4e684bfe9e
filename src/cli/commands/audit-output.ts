import type { AuditRecord } from '../../service/audit/audit-record.js';
import { publishedEvent } from '../../service/audit/published-event.js';
import type { CommandOutput } from '../io/command-io.js';
import { aligned, type Row, toJson, widthsOf, write } from '../io/print.js';

const NAMES = ['TIME', 'EVENT', 'USER', 'ADDRESS', 'DETAILS'];

/** Writes pages of events: as lines of JSON, or as a table whose first page determines its widths. */
export function eventWriter(output: CommandOutput, asJson: boolean) {
  let widths: number[] | undefined;
  const tableOf = (page: readonly AuditRecord[]): string => {
    const rows = page.map(rowOf);
    const lines = widths === undefined ? [NAMES, ...rows] : rows;
    widths ??= widthsOf(lines);
    return aligned(lines, widths);
  };
  const linesOf = (page: readonly AuditRecord[]): string =>
    page.map((record) => toJson(publishedEvent(record))).join('\n');
  return {
    /** @returns false when the reader of the output has closed it */
    write: (page: readonly AuditRecord[]): Promise<boolean> =>
      write(output, `${asJson ? linesOf(page) : tableOf(page)}\n`),
  };
}

function rowOf(record: AuditRecord): Row {
  const { time, type, user_id, sid, ip, details } = publishedEvent(record);
  const members = Object.entries({ ...details, ...(sid !== null && { sid }) });
  const inWords = members.map(([name, value]) => `${name}=${textOf(value)}`).join(' ');
  return [time, type, user_id ?? '-', ip ?? '-', inWords];
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);
