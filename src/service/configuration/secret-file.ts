import { readFileSync, statSync } from 'node:fs';
import { platform } from 'node:process';

/** Any right of the group or of everybody. */
const RIGHTS_OF_OTHERS = 0o077;

/** @returns what the file holds, without the line end behind it; undefined when it cannot be read */
export function readSecretFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
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
