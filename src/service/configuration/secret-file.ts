import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { platform } from 'node:process';
import { decodeUtf8 } from '../text/decode-utf8.js';

/** All permissions of the group and of others. */
const PERMISSIONS_OF_OTHERS = 0o077;

/** Longer than any secret or URL. Without a limit, reading /dev/urandom would never end. */
const MAX_BYTES = 64 * 1024;

/** The text of a file, or an error: its system code, or `not_utf8`. */
type SecretFile = { text: string } | { code: string };

/**
 * Reads a secret from a UTF-8 file, without the white space around it. Rejects invalid bytes, because
 * replacing them would make different secrets equal.
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
    // A pipe has no size and returns its content in parts.
    for (let count = 1; count > 0 && length < bytes.length; length += count) {
      count = readSync(file, bytes, length, bytes.length - length, null);
    }
    if (length <= MAX_BYTES) return bytes.subarray(0, length);
    throw Object.assign(new Error('The file is too large.'), { code: 'EFBIG' });
  } finally {
    closeSync(file);
  }
}

/**
 * Checks whether other users of this machine can access the file. Returns false on Windows, where the
 * mode does not contain the permissions.
 */
export function isOpenToOthers(path: string): boolean {
  if (platform === 'win32') return false;
  try {
    return (statSync(path).mode & PERMISSIONS_OF_OTHERS) !== 0;
  } catch {
    return false;
  }
}
