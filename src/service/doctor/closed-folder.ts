import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** @returns where the file, or the folders that lead to it, cannot be made; undefined: they can */
export function closedFolder(file: string): string | undefined {
  const folder = nearestThere(dirname(resolve(file)));
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    return folder;
  }
}

const nearestThere = (path: string): string =>
  existsSync(path) ? path : nearestThere(dirname(path));
