import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { platform } from 'node:process';
import { decodeUtf8 } from './decode-utf8.js';

/** Any right of the group or of everybody. */
const RIGHTS_OF_OTHERS = 0o077;

/** No secret or URL is longer. Without a limit, reading /dev/urandom would never end. */
const MAX_BYTES = 64 * 1024;

/** The text of a file, or an error: its system code, or `not_utf8`. */
type SecretFile = { text: string } | { code: string };

/**
 * Reads a secret from a file of UTF-8 text, without white space and line ends around it. Bytes that
 * are no text are refused: replaced, they would make different files the same secret.
 */
export function readSecretFile(path: string): SecretFile {
  try {
    const text = decodeUtf8(readWhole(path));
    return text === undefined ? { code: NOT_UTF8 } : { text: text.trim() };
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  }
}

export const NOT_UTF8 = 'not_utf8';

/** @throws an error with the code EFBIG for a file of more than MAX_BYTES */
function readWhole(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    // A pipe has no size and returns a part at a time.
    for (let count = 1; count > 0 && length < bytes.length; length += count) {
      count = readSync(file, bytes, length, bytes.length - length, null);
    }
    if (length <= MAX_BYTES) return bytes.subarray(0, length);
    throw Object.assign(new Error('The file is too large.'), { code: 'EFBIG' });
  } finally {
    closeSync(file);
  }
}

/** Whether others on this machine may read the file. Windows keeps rights that no mode tells. */
export function isOpenToOthers(path: string): boolean {
  if (platform === 'win32') return false;
  try {
    return (statSync(path).mode & RIGHTS_OF_OTHERS) !== 0;
  } catch {
    return false;
  }
}
