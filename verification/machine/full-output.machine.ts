import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { MAIN } from '../../test/support/run-binary.js';

/** Sends standard output to /dev/full, which rejects every write on Linux. */
function runOnFullDisk(args: string[], variables: Record<string, string> = {}) {
  const command = [process.execPath, MAIN, ...args];
  const env = { PATH: process.env['PATH'], ...variables };
  const options = { cwd: tmpdir(), env, encoding: 'utf8' } as const;
  const { status, stderr } = spawnSync('sh', ['-c', 'exec "$@" >/dev/full', 'sh', ...command], options); // prettier-ignore
  return { status, stderr };
}

describe('a command on a full disk', () => {
  it('a command exits with status 1 and the reason when its output cannot be written', () => {
    const { status, stderr } = runOnFullDisk(['config', 'show']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Cannot write to standard output: ENOSPC[^\n]+\.\n$/);
  });

  it('a command keeps its exit status when its output cannot be written', () => {
    expect(runOnFullDisk(['config', 'check'], { PORT: 'http' })).toMatchObject({ status: 78 });
  });
});
