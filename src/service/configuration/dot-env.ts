import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from './configuration-error.js';
import { parseDotEnv } from './dot-env-text.js';
import { decodeUtf8 } from '../text/decode-utf8.js';
import { isGiven } from './reading.js';
import { isOpenToOthers } from './secret-file.js';
import { fileVariable, type Variables } from './variable.js';

/**
 * Reads the variables of `.env` that the environment does not set. Reads the file only in
 * development and in tests.
 *
 * @throws {ConfigurationError} when the file cannot be read, has an ambiguous line, or sets
 *   `NODE_ENV=production`
 */
export function readDotEnv(environment: Variables, folder: string): Record<string, string> {
  if (!READS_DOT_ENV.includes(environment['NODE_ENV'] ?? '')) return {};
  const { values: given, problems } = parseDotEnv(readText(join(folder, '.env')));
  if (problems.length > 0) throw new ConfigurationError(problems);
  if (given['NODE_ENV'] === 'production') throw new ConfigurationError([PRODUCTION_IN_FILE]);
  return missingFrom(environment, given);
}

/** Checks whether a value comes from a `.env` that other users of this machine can read. */
export function isOpenInDotEnv(name: string, environment: Variables, folder: string): boolean {
  const file = join(folder, '.env');
  if (!isOpenToOthers(file)) return false;
  return parseDotEnv(decodeUtf8(bytesIfExists(file)) ?? '').values[name] === environment[name];
}

/** Any other value may be a misspelled `production`. */
const READS_DOT_ENV = ['', 'development', 'test'];

const PRODUCTION_IN_FILE =
  '.env sets NODE_ENV=production, but production does not read .env. ' +
  'Set NODE_ENV and all other variables in the environment.';

/** @throws {ConfigurationError} */
function readText(file: string): string {
  const text = decodeUtf8(bytesIfExists(file));
  if (text !== undefined) return text;
  throw new ConfigurationError(['.env is not UTF-8 text. Save it as UTF-8.']);
}

function bytesIfExists(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Uint8Array();
    throw new ConfigurationError(['.env cannot be read. Make it readable, or remove it.']);
  }
}

/**
 * Returns the variables of a file that the environment does not set. A secret and its `_FILE` form
 * count as one variable.
 */
export function missingFrom(
  environment: Variables,
  file: Readonly<Record<string, string>>,
): Record<string, string> {
  const isMissing = ([name]: [string, string]) => !sameSecret(name).some(isGivenInEnvironment);
  const isGivenInEnvironment = (name: string) => isGiven(environment[name]);
  return Object.fromEntries(Object.entries(file).filter(isMissing));
}

/** @returns all names that set the same value */
function sameSecret(name: string): string[] {
  return [name, name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : fileVariable(name)];
}
