import { readFileSync, statSync } from 'node:fs';
import { platform } from 'node:process';

/** Any right of the group or of everybody. */
const RIGHTS_OF_OTHERS = 0o077;

/** What became of a file: what it holds, without the line end behind it, or why nobody knows. */
type SecretFile = { text: string } | { code: string };

export function readSecretFile(path: string): SecretFile {
  try {
    return { text: readFileSync(path, 'utf8').trim() };
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code ?? 'unknown' };
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
