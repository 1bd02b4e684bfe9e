import { extname } from 'node:path';
import { readCsv } from './read-csv.js';
import { readDjango, usersOfModel } from './read-django.js';
import { readNdjson } from './read-ndjson.js';
import { readUtf8 } from './read-utf8.js';
import type { UserEntry } from './user-entry.js';

export type ImportFormat = 'ndjson' | 'csv' | 'django';

const BY_EXTENSION: Readonly<Record<string, ImportFormat>> = {
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
  '.json': 'django',
};

/** @returns the format of a file by its extension; undefined for an unknown one */
export const formatOf = (file: string): ImportFormat | undefined =>
  BY_EXTENSION[extname(file).toLowerCase()];

export interface ReadOptions {
  format: ImportFormat;
  /** The model of users in a dump of Django; undefined: that of Django's own users. */
  model: string | undefined;
  /** The member of a record that has the name. */
  nameField: string;
}

/**
 * Reads the users of a file, one at a time.
 *
 * @throws {ImportFileError} if the file cannot be read further
 */
export function readUsers(
  input: AsyncIterable<Buffer | string>,
  { format, model, nameField }: ReadOptions,
): AsyncGenerator<UserEntry> {
  const text = readUtf8(input);
  if (format === 'csv') return readCsv(text, nameField);
  if (format === 'django') return readDjango(text, model);
  return usersOfModel(readNdjson(text), model, model !== undefined);
}
