import { Readable } from 'node:stream';
import type { CsvError, Info } from 'csv-parse';
import { newlinesIn } from './read-utf8.js';
import { ImportFileError, MAX_ENTRY_LENGTH, type UserEntry } from './user-entry.js';

/** What the parser returns for each record. */
interface Parsed {
  record: string[];
  info: Info;
}

/**
 * Reads CSV (RFC 4180) whose first line has the names of the columns. An empty cell has no value.
 *
 * @param nameColumn the column of the name, which must exist
 * @throws {ImportFileError} if the header has no such column, or if a quotation mark is not closed
 */
export async function* readCsv(
  text: AsyncIterable<string>,
  nameColumn: string,
): AsyncGenerator<UserEntry> {
  let header: readonly string[] | undefined;
  for await (const { record, info } of recordsOf(text)) {
    if (header === undefined) header = headerOf(record, nameColumn);
    else yield { line: firstLineOf(record, info), content: contentOf(header, record) };
  }
  if (header === undefined) throw new ImportFileError(NO_HEADER);
}

const NO_HEADER = 'The file is empty. Its first line must have the names of the columns.';

const OTHER_LINE_ENDINGS = 'The lines of the file end with CR. Convert them to LF or CRLF.';

async function* recordsOf(text: AsyncIterable<string>): AsyncGenerator<Parsed> {
  const { CsvError, parse } = await import('csv-parse');
  const parser = parse({
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n'],
    max_record_size: MAX_ENTRY_LENGTH,
  });
  const input = Readable.from(text);
  input.on('error', (error) => parser.destroy(error));
  try {
    for await (const parsed of input.pipe(parser)) yield parsed as Parsed;
  } catch (error) {
    throw error instanceof CsvError ? fileErrorOf(error) : error;
  }
}

/** The message of the parser contains a part of the text, so it is not shown. */
function fileErrorOf(error: CsvError): ImportFileError {
  const { code, lines } = error as CsvError & { lines?: number };
  return new ImportFileError(`The file is not CSV: ${code}, on line ${String(lines)}.`);
}

/** The parser counts lines up to the end of the record, whose cells may contain line endings. */
const firstLineOf = (record: readonly string[], { lines }: Info): number =>
  lines - newlinesIn(record.join(''));

/** The first line may be a user, so the message contains nothing of it. */
function headerOf(record: readonly string[], nameColumn: string): readonly string[] {
  if (record.some((name) => name.includes('\r'))) throw new ImportFileError(OTHER_LINE_ENDINGS);
  const columns = record.map((name) => name.trim());
  if (!columns.includes(nameColumn)) {
    throw new ImportFileError(
      `The first line has no column ${nameColumn}. Write the names of the columns into it.`,
    );
  }
  const repeated = columns.findIndex((name, index) => columns.indexOf(name) < index);
  if (repeated === -1) return columns;
  const first = columns.indexOf(columns[repeated]!);
  throw new ImportFileError(
    `Column ${repeated + 1} of the first line has the same name as column ${first + 1}. Remove or rename one.`,
  );
}

function contentOf(header: readonly string[], record: readonly string[]): UserEntry['content'] {
  if (record.length !== header.length) {
    return { kind: 'problem', problem: `has ${record.length} columns instead of ${header.length}` };
  }
  const members = header.map((name, index) => [name, record[index] === '' ? null : record[index]]);
  return { kind: 'record', record: Object.fromEntries(members) as Record<string, unknown> };
}
