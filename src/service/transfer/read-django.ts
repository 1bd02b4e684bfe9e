import type { ImportedRecord } from '../../auth/domain/imported-user.js';
import { parseRecord, readNdjson } from './read-ndjson.js';
import { splitArray } from './split-array.js';
import { ImportFileError, type UserEntry } from './user-entry.js';

/** The model of Django's own users. */
const DJANGO_USER = 'auth.user';

/** Labels of models that an error lists. */
const MAX_LABELS = 20;

/** An object of `manage.py dumpdata`. */
interface Dumped {
  model: string;
  pk?: unknown;
  fields: ImportedRecord;
}

const MEMBERS = ['model', 'pk', 'fields'];

/**
 * Reads the users of `manage.py dumpdata`: an array, or an object per line (`--format jsonl`).
 *
 * @param model such as `auth.user`
 * @throws {ImportFileError} if no object has the model
 */
export async function* readDjango(
  text: AsyncIterable<string>,
  model?: string,
): AsyncGenerator<UserEntry> {
  const { start, whole } = await peek(text);
  const entries = /^\{[^\r\n]/.test(start) ? readNdjson(whole) : elementsOf(whole);
  yield* usersOfModel(entries, model, true);
}

/**
 * Returns the users among the objects of one model, and ignores objects of other models.
 *
 * @param isDump whether every record is an object of dumpdata; false: others are users
 * @throws {ImportFileError} if no object has the model
 */
export async function* usersOfModel(
  entries: AsyncIterable<UserEntry>,
  model: string = DJANGO_USER,
  isDump = false,
): AsyncGenerator<UserEntry> {
  const wanted = model.toLowerCase();
  const others = new Set<string>();
  let found = 0;
  for await (const entry of entries) {
    const { content } = entry;
    const dumped = content.kind === 'record' ? dumpedOf(content.record) : undefined;
    if (dumped !== undefined && dumped.model.toLowerCase() !== wanted) {
      if (others.size < MAX_LABELS) others.add(dumped.model);
      continue;
    }
    found++;
    if (dumped !== undefined) yield { ...entry, content: recordOf(dumped) };
    else yield isDump && content.kind === 'record' ? { ...entry, content: NOT_DUMPED } : entry;
  }
  if (found === 0 && others.size > 0) throw noUsers(model, [...others]);
}

const NOT_DUMPED = { kind: 'problem', problem: 'is not an object of dumpdata' } as const;

/** @returns the text from its first two characters on, and the whole text */
async function peek(text: AsyncIterable<string>) {
  const parts = text[Symbol.asyncIterator]();
  let read = '';
  while (read.trimStart().length < 2) {
    const part = await parts.next();
    if (part.done === true) break;
    read += part.value;
  }
  async function* whole() {
    yield read;
    yield* { [Symbol.asyncIterator]: () => parts };
  }
  return { start: read.trimStart().slice(0, 2), whole: whole() };
}

async function* elementsOf(text: AsyncIterable<string>): AsyncGenerator<UserEntry> {
  let entry = 0;
  for await (const { line, text: element } of splitArray(text)) {
    yield { line, entry: ++entry, content: parseRecord(element) };
  }
}

function dumpedOf(record: ImportedRecord): Dumped | undefined {
  const { model, pk, fields } = record as Partial<Dumped>;
  const hasFields = typeof fields === 'object' && fields !== null && !Array.isArray(fields);
  const isDumped = Object.keys(record).every((name) => MEMBERS.includes(name));
  return isDumped && typeof model === 'string' && hasFields ? { model, pk, fields } : undefined;
}

/** Without a primary key (`--natural-primary`), the user gets a new ID. */
const recordOf = ({ pk, fields }: Dumped) =>
  ({ kind: 'record', record: { ...fields, id: pk ?? undefined } }) as const;

const noUsers = (model: string, others: readonly string[]): ImportFileError =>
  new ImportFileError(
    `The file contains no object of the model ${model}, only of: ${others.join(', ')}. ` +
      'Select one with --model.',
  );
