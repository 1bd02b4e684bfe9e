import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpClient } from './support/http-client.js';
import { spawnCli } from './support/run-cli.js';

let cwd: string;
beforeEach(() => void (cwd = mkdtempSync(join(tmpdir(), 'keyturn-output-'))));
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const exitOf = (child: ChildProcess) =>
  new Promise((resolve) => child.once('close', (status) => resolve(status)));

/** Runs a command whose standard output is closed before it writes. */
async function runUnread(...args: string[]) {
  const child = spawnCli(args, { cwd });
  child.stdout.destroy();
  const [status, stderr] = await Promise.all([exitOf(child), text(child.stderr)]);
  return { status, stderr };
}

describe('closed standard output', () => {
  it.each([['--help'], ['config show']])(
    'a command exits with status 0 and no error when its standard output is closed: %s',
    async (line) => {
      expect(await runUnread(...line.split(' '))).toEqual({ status: 0, stderr: '' });
    },
  );
});

it('the service keeps running when the reader of its log closes the pipe', async () => {
  const env = { PORT: '0', JWT_SECRET: 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce' };
  const child = spawnCli(['serve'], { env, cwd });
  let log = '';
  let url: string | undefined;
  for await (const bytes of child.stdout) {
    log += String(bytes);
    url = /Listening on (http:\S+)\/api\//.exec(log)?.[1];
    // Leaving the loop closes the pipe.
    if (url !== undefined) break;
  }
  const client = new HttpClient(url!);
  const request = () => client.get('/api/me/').then(({ status }) => status);
  // The log lines of these requests are lost.
  expect([await request(), await request(), await request()]).toEqual([401, 401, 401]);
  const end = exitOf(child);
  child.kill('SIGTERM');
  expect(await end).toBe(0);
});
