import { parseExactJson } from '../text/exact-json.js';
import type { ImportedRecord } from '../../auth/domain/imported-user.js';
import { MAX_ENTRY_LENGTH, TOO_LONG, type UserEntry } from './user-entry.js';

/** Reads a JSON object per line. Empty lines are ignored. */
export async function* readNdjson(text: AsyncIterable<string>): AsyncGenerator<UserEntry> {
  let line = 1;
  for await (const content of linesOf(text)) {
    if (content === undefined) yield problemAt(line, TOO_LONG);
    else if (content.trim() !== '') yield { line, content: parseRecord(content) };
    line++;
  }
}

const problemAt = (line: number, problem: string): UserEntry => ({
  line,
  content: { kind: 'problem', problem },
});

/** Parses a JSON object. The message of the parser contains a part of the text, so it is not shown. */
export function parseRecord(text: string): UserEntry['content'] {
  try {
    const record = parseExactJson(text);
    const isObject = typeof record === 'object' && record !== null && !Array.isArray(record);
    return isObject
      ? { kind: 'record', record: record as ImportedRecord }
      : { kind: 'problem', problem: 'is not a JSON object' };
  } catch {
    return { kind: 'problem', problem: 'is not JSON' };
  }
}

/** @returns each line; undefined for one that is too long */
async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string | undefined> {
  let rest = '';
  let isTooLong = false;
  for await (const part of text) {
    const lines = (rest + part).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      yield isTooLong || line.length > MAX_ENTRY_LENGTH ? undefined : line;
      isTooLong = false;
    }
    if (rest.length > MAX_ENTRY_LENGTH) [rest, isTooLong] = ['', true];
  }
  if (isTooLong || rest !== '') yield isTooLong ? undefined : rest;
}
