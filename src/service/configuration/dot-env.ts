import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../configuration-error.js';
import { parseDotEnv } from './dot-env-text.js';
import { decodeUtf8 } from './decode-utf8.js';
import { isGiven } from './reading.js';
import { isOpenToOthers } from './secret-file.js';
import { fileVariable, type Variables } from './variable.js';

/**
 * What `.env` in this folder adds to the environment: only in development and in tests, and only
 * what the environment does not say itself.
 *
 * @throws {ConfigurationError} when it cannot be read, has an ambiguous line, or sets a variable
 *   that is needed before it is read
 */
export function readDotEnv(environment: Variables, folder: string): Record<string, string> {
  if (!READS_DOT_ENV.includes(environment['NODE_ENV'] ?? '')) return {};
  const { values: given, problems } = parseDotEnv(readText(join(folder, '.env')));
  if (problems.length > 0) throw new ConfigurationError(problems);
  if (given['NODE_ENV'] === 'production') throw new ConfigurationError([PRODUCTION_IN_FILE]);
  return missingFrom(environment, given);
}

/** Whether a value that counts stands in `.env`, where others on this machine may read it. */
export function isOpenInDotEnv(name: string, environment: Variables, folder: string): boolean {
  const file = join(folder, '.env');
  if (!isOpenToOthers(file)) return false;
  return parseDotEnv(decodeUtf8(bytesIfThere(file)) ?? '').values[name] === environment[name];
}

/** Nor a name that is none of these: it may be meant to be production. */
const READS_DOT_ENV = ['', 'development', 'test'];

const PRODUCTION_IN_FILE =
  '.env says NODE_ENV=production, and production reads no .env. ' +
  'Set NODE_ENV in the environment, and everything else with it.';

/** @throws {ConfigurationError} */
function readText(file: string): string {
  const text = decodeUtf8(bytesIfThere(file));
  if (text !== undefined) return text;
  throw new ConfigurationError(['.env is not UTF-8 text. Save it as UTF-8.']);
}

function bytesIfThere(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Uint8Array();
    throw new ConfigurationError(['.env cannot be read. Make it readable, or move it away.']);
  }
}

/**
 * What is left of a file when the environment comes first: a secret that it gives in one way hides
 * the same secret given in the other.
 */
export function missingFrom(
  environment: Variables,
  file: Readonly<Record<string, string>>,
): Record<string, string> {
  const isMissing = ([name]: [string, string]) => !sameSecret(name).some(isGivenThere);
  const isGivenThere = (name: string) => isGiven(environment[name]);
  return Object.fromEntries(Object.entries(file).filter(isMissing));
}

/** All names under which one value may be given. */
function sameSecret(name: string): string[] {
  return [name, name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : fileVariable(name)];
}
