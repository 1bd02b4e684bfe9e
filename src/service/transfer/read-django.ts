import type { ImportedRecord } from '../../auth/domain/imported-user.js';
import { parseExactJson } from '../text/exact-json.js';
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

/**
 * Reads the JSON of `manage.py dumpdata`: the objects of one model, and ignores all others.
 *
 * @param model such as `auth.user`
 * @throws {ImportFileError} if no object has the model
 */
export async function* readDjango(
  text: AsyncIterable<string>,
  model: string = DJANGO_USER,
): AsyncGenerator<UserEntry> {
  const wanted = model.toLowerCase();
  const others = new Set<string>();
  let entry = 0;
  let found = 0;
  for await (const { line, text: element } of splitArray(text)) {
    entry++;
    const dumped = dumpedOf(element);
    if (dumped !== undefined && dumped.model.toLowerCase() !== wanted) {
      if (others.size < MAX_LABELS) others.add(dumped.model);
      continue;
    }
    found++;
    yield { line, entry, content: dumped === undefined ? NOT_DUMPED : recordOf(dumped) };
  }
  if (found === 0 && others.size > 0) throw noUsers(model, [...others]);
}

const NOT_DUMPED = { kind: 'problem', problem: 'is not an object of dumpdata' } as const;

function dumpedOf(text: string): Dumped | undefined {
  try {
    const { model, pk, fields } = parseExactJson(text) as Partial<Dumped>;
    const isDumped = typeof model === 'string' && typeof fields === 'object' && fields !== null;
    return isDumped ? { model, pk, fields } : undefined;
  } catch {
    return undefined;
  }
}

/** Without a primary key (`--natural-primary`), the user gets a new ID. */
const recordOf = ({ pk, fields }: Dumped) =>
  ({ kind: 'record', record: { ...fields, id: pk ?? undefined } }) as const;

const noUsers = (model: string, others: readonly string[]): ImportFileError =>
  new ImportFileError(
    `The file contains no object of the model ${model}, only of: ${others.join(', ')}. ` +
      'Select one with --model.',
  );
