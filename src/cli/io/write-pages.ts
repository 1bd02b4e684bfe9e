import type { CommandOutput } from './command-io.js';
import { aligned, type Row, toJson, widthsOf, write } from './print.js';

/** Rows of a list, a page at a time, so that only one page is in memory. */
export type Pages<T> = AsyncIterable<readonly T[]>;

/** Writes a JSON array, page by page. Stops when the reader has closed the output. */
export async function writeJsonPages(output: CommandOutput, pages: Pages<object>): Promise<void> {
  let before = '[';
  for await (const page of pages) {
    if (page.length === 0) continue;
    if (!(await write(output, before + page.map(toJson).join(',')))) return;
    before = ',';
  }
  await write(output, before === '[' ? '[]\n' : ']\n');
}

/** Writes one JSON object on each line, page by page. Stops when the reader has closed the output. */
export async function writeJsonLines(output: CommandOutput, pages: Pages<object>): Promise<void> {
  for await (const page of pages) {
    if (!(await write(output, `${page.map(toJson).join('\n')}\n`))) return;
  }
}

/**
 * Writes a table, page by page. The first page determines the widths of the columns. Stops when the
 * reader has closed the output.
 */
export async function writeTablePages<T>(
  output: CommandOutput,
  names: Row,
  pages: Pages<T>,
  rowOf: (element: T) => Row,
): Promise<void> {
  let widths: number[] | undefined;
  for await (const page of pages) {
    const rows = page.map(rowOf);
    const lines = widths === undefined ? [names, ...rows] : rows;
    widths ??= widthsOf(lines);
    if (lines.length > 0 && !(await write(output, `${aligned(lines, widths)}\n`))) return;
  }
}
