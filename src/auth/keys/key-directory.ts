import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { KEY_FILE_NAME_RULE, parseKeyFileName } from '../domain/keys/key-file-name.js';
import { readKeyOf } from '../domain/keys/read-key.js';
import type { RingKey } from '../domain/keys/ring-key.js';

/** A key, and the name of its file. */
export interface StoredKey extends RingKey {
  readonly file: string;
}

/** The keys of a directory, and the problems of its files, which name no content. */
export interface KeyDirectory {
  readonly keys: readonly StoredKey[];
  readonly problems: readonly string[];
}

/** A key is shorter than this. */
const MAX_BYTES = 64 * 1024;

/**
 * Reads the keys of a directory: one PEM or JWK per file. Names that begin with a dot are ignored,
 * because Kubernetes adds them to mounted secrets.
 */
export function readKeyDirectory(path: string): KeyDirectory {
  const names = namesIn(path);
  if (typeof names === 'string') return { keys: [], problems: [names] };
  const read = names.map((name) => readKeyFile(path, name));
  const keys = read.filter((one) => typeof one !== 'string');
  const problems = read.filter((one) => typeof one === 'string');
  return { keys, problems: [...problems, ...duplicatesIn(keys)] };
}

/**
 * Returns a text that differs after a change of the directory's files, without reading them.
 *
 * @returns undefined if the directory cannot be read
 */
export function stateOfKeyDirectory(path: string): string | undefined {
  const names = namesIn(path);
  if (typeof names === 'string') return undefined;
  try {
    return names.map((name) => `${name} ${statSync(join(path, name)).mtimeMs}`).join('\n');
  } catch {
    return undefined;
  }
}

/** @returns the names in order, or a problem */
function namesIn(path: string): string[] | string {
  try {
    return readdirSync(path)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch (error) {
    return `The directory of the keys cannot be read (${codeOf(error)}). Set it to a directory that this user can read.`;
  }
}

/** @returns the key, or a problem */
function readKeyFile(path: string, name: string): StoredKey | string {
  const parsed = parseKeyFileName(name);
  const shown = JSON.stringify(name);
  if (parsed === undefined)
    return `The name of the key file ${shown} is not ${KEY_FILE_NAME_RULE}.`;
  const text = textOf(join(path, name));
  if ('problem' in text) return `The key file ${shown} ${text.problem}.`;
  const key = readKeyOf(parsed.algorithm, text.text);
  return 'problem' in key
    ? `The key file ${shown} ${key.problem}.`
    : { ...key, startsAt: parsed.startsAt, file: name };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function textOf(path: string): { text: string } | { problem: string } {
  try {
    if (statSync(path).size > MAX_BYTES) return { problem: 'is larger than 64 KiB' };
    return { text: utf8.decode(readFileSync(path)) };
  } catch (error) {
    return { problem: `cannot be read (${codeOf(error)})` };
  }
}

const codeOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? 'not UTF-8 text';

function duplicatesIn(keys: readonly StoredKey[]): string[] {
  return keys.flatMap(({ kid, file }, index) => {
    const first = keys.findIndex((other) => other.kid === kid);
    if (first === index) return [];
    const [one, other] = [keys[first]!.file, file].map((name) => JSON.stringify(name));
    return [`The key files ${one} and ${other} contain the same key. Remove one of them.`];
  });
}
