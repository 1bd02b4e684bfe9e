import { join } from 'node:path';
import { readKeyDirectory } from '../../auth/keys/key-directory.js';
import { isOpenToOthers } from './secret-file.js';

/** Warns of private keys that other users can read. */
export function keyWarnings(directory: string | undefined): string[] {
  if (directory === undefined) return [];
  return readKeyDirectory(directory)
    .keys.filter(({ privateKey }) => privateKey !== undefined)
    .map(({ file }) => ({ file, path: join(directory, file) }))
    .filter(({ path }) => isOpenToOthers(path))
    .map(({ file }) => `Other users can read the key file ${file} of JWT_KEYS_DIR. Run: chmod 600`);
}
