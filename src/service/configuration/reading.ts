import { strayText } from './literal-text.js';
import { isOpenToOthers, NOT_UTF8, readSecretFile } from './secret-file.js';
import { isIntact } from '../../auth/domain/text.js';
import { fileVariable, type Variable, type Variables } from './variable.js';

/** The result of reading one variable. */
export interface Reading<T = unknown> {
  variable: Variable<T>;
  /** The variable that is set: `NAME` or `NAME_FILE`. */
  givenAs: string;
  source: 'default' | 'environment' | 'file';
  /** The text of the variable, or its default; undefined when there is neither. */
  text: string | undefined;
  /** The parsed value; undefined when there is a problem. */
  value: T | undefined;
  problems: readonly string[];
  warnings: readonly string[];
}

/** The text of a variable before validation. */
type Found = Pick<Reading, 'givenAs' | 'source' | 'text'> & { problem?: string };

export function readVariable<T>(
  variable: Variable<T>,
  variables: Variables,
  isProduction: boolean,
): Reading<T> {
  const { problem, ...found } = find(variable, variables, isProduction);
  const checked = problem === undefined ? check(variable, found) : { problems: [problem] };
  const warnings = found.source === 'file' ? fileWarnings(found.givenAs, variables) : [];
  return { variable, ...found, value: undefined, ...checked, warnings };
}

/** An empty variable counts as not set: compose files pass unset variables as empty ones. */
export const isGiven = (text: string | undefined): text is string =>
  text !== undefined && text !== '';

function find(variable: Variable, variables: Variables, isProduction: boolean): Found {
  const { name } = variable;
  const text = variables[name];
  const file = variable.secret && variables[fileVariable(name)];
  if (isGiven(text) && isGiven(file)) return givenTwice(name);
  if (isGiven(file) && !isIntact(file)) return notDecoded(fileVariable(name));
  if (isGiven(text) && !isIntact(text)) return notDecoded(name);
  if (isGiven(file)) return findInFile(variable, file);
  if (isGiven(text)) return { givenAs: name, source: 'environment', text };
  return { givenAs: name, source: 'default', text: variable.fallback(isProduction, variables) };
}

const givenTwice = (name: string): Found => ({
  givenAs: name,
  source: 'environment',
  text: undefined,
  problem: `${name} and ${fileVariable(name)} are both set. Remove one of them.`,
});

/** Node replaces bytes that are not UTF-8, so different secrets become equal. */
const notDecoded = (givenAs: string): Found => ({
  givenAs,
  source: 'environment',
  text: undefined,
  problem: `${givenAs} is not UTF-8 text, or contains U+FFFD. Set it as UTF-8 text.`,
});

/** Omits the file name from messages, because by mistake it may be the secret itself. */
function findInFile({ name, secret }: Variable, file: string): Found {
  const givenAs = fileVariable(name);
  const read = readSecretFile(file);
  if ('text' in read) return { givenAs, source: 'file', text: read.text };
  if (read.code === NOT_UTF8) {
    return { givenAs, source: 'file', text: undefined, problem: `${givenAs} ${NO_TEXT}` };
  }
  // A file that exists may contain the secret that is in use, so the remedy must not replace it.
  const remedy = read.code === 'ENOENT' ? secret?.remedy?.(givenAs) : undefined;
  const problem = `${givenAs} names a file that cannot be read (${read.code}). ${remedy ?? NAME_ANOTHER}`;
  return { givenAs, source: 'file', text: undefined, problem };
}

const NO_TEXT = 'names a file that is not UTF-8 text. Encode random bytes as base64.';

const NAME_ANOTHER = 'Set it to a file that this user can read.';

/** A text of several lines may end with a line break. */
const onOneLine = (text: string): string =>
  text.includes('\n') ? text.trim().replaceAll(/\r?\n/g, ' ') : text;

function check<T>({ rule, secret }: Variable<T>, { givenAs, text }: Found) {
  if (text === undefined) return { problems: [] };
  const remedy = secret?.remedy === undefined ? '' : ` ${secret.remedy(givenAs)}`;
  const problem = (message: string) => `${givenAs} ${message}.${remedy}`;
  const stray = strayText(secret?.hasLines ? onOneLine(text) : text);
  if (stray !== undefined) return { problems: [problem(stray)] };
  const parsed = rule.safeParse(text);
  if (parsed.success) return { value: parsed.data, problems: [] };
  return { problems: parsed.error.issues.map(({ message }) => problem(message)) };
}

function fileWarnings(givenAs: string, variables: Variables): string[] {
  if (!isOpenToOthers(variables[givenAs] ?? '')) return [];
  return [`${givenAs} names a file that other users can read. Run: chmod 600 "$${givenAs}"`];
}
