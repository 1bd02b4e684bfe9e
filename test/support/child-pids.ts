import { spawnSync } from 'node:child_process';

/** @returns the process IDs of the child processes of a process */
export function childPids(pid: number): number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean).map(Number);
}
