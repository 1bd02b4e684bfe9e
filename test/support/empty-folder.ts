import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** @returns the path of an empty folder, which is deleted after the tests of the file */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-test-'));
  folders.push(folder);
  return folder;
}
