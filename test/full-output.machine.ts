import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MAIN } from './support/server-process.js';

/** Linux has a file that is always full: a command's answer goes there. */
function runOnFullDisk(args: string[], variables: Record<string, string> = {}) {
  const command = [process.execPath, join(process.cwd(), MAIN), ...args];
  const env = { PATH: process.env['PATH'], ...variables };
  const options = { cwd: tmpdir(), env, encoding: 'utf8' } as const;
  const { status, stderr } = spawnSync('sh', ['-c', 'exec "$@" >/dev/full', 'sh', ...command], options); // prettier-ignore
  return { status, stderr };
}

describe('a command', () => {
  it('whose answer finds no room has failed, with the reason in a sentence', () => {
    const { status, stderr } = runOnFullDisk(['config', 'show']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Cannot write to standard output: ENOSPC[^\n]+\.\n$/);
  });

  it('keeps its own exit status', () => {
    expect(runOnFullDisk(['config', 'check'], { PORT: 'http' })).toMatchObject({ status: 78 });
  });
});
