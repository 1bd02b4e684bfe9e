import { readFileSync, statSync } from 'node:fs';
import { platform } from 'node:process';
import { decodeUtf8 } from './decode-utf8.js';

/** Any right of the group or of everybody. */
const RIGHTS_OF_OTHERS = 0o077;

/** The text of a file, or an error: its system code, or `not_utf8`. */
type SecretFile = { text: string } | { code: string };

/**
 * Reads a secret from a file of UTF-8 text, without white space and line ends around it. Bytes that
 * are no text are refused: replaced, they would make different files the same secret.
 */
export function readSecretFile(path: string): SecretFile {
  try {
    const text = decodeUtf8(readFileSync(path));
    return text === undefined ? { code: NOT_UTF8 } : { text: text.trim() };
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  }
}

export const NOT_UTF8 = 'not_utf8';

/** Whether others on this machine may read the file. Windows keeps rights that no mode tells. */
export function isOpenToOthers(path: string): boolean {
  if (platform === 'win32') return false;
  try {
    return (statSync(path).mode & RIGHTS_OF_OTHERS) !== 0;
  } catch {
    return false;
  }
}
