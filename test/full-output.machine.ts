import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MAIN } from './support/server-process.js';

let cwd: string;
beforeEach(() => void (cwd = mkdtempSync(join(tmpdir(), 'keyturn-output-'))));
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** Linux has a file that is always full: a command's answer goes there. */
async function runOnFullDisk(args: string[], variables: Record<string, string> = {}) {
  const full = openSync('/dev/full', 'w');
  const env = { PATH: process.env['PATH'], ...variables };
  const main = join(process.cwd(), MAIN);
  const child = spawn(process.execPath, [main, ...args], { cwd, env, stdio: ['ignore', full, 'pipe'] }); // prettier-ignore
  closeSync(full);
  const [, stderr] = await Promise.all([once(child, 'close'), text(child.stderr!)]);
  return { status: child.exitCode, stderr };
}

describe('a command', () => {
  it('whose answer finds no room has failed, with the reason in a sentence', async () => {
    const { status, stderr } = await runOnFullDisk(['config', 'show']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Standard output cannot be written: ENOSPC[^\n]+\.\n$/);
  });

  it('keeps its own exit status', async () => {
    expect(await runOnFullDisk(['config', 'check'], { PORT: 'http' })).toMatchObject({
      status: 78,
    });
  });
});
