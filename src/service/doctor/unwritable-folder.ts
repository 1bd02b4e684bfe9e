import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Finds the folder whose permissions prevent the creation of a file.
 *
 * @returns undefined when the file and its missing folders can be created
 */
export function unwritableFolder(file: string): string | undefined {
  const folder = nearestExisting(dirname(resolve(file)));
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    return folder;
  }
}

const nearestExisting = (path: string): string =>
  existsSync(path) ? path : nearestExisting(dirname(path));
