import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { verify } from '@node-rs/argon2';
import { emptyFolder } from '../support/empty-folder.js';
import { HttpClient } from '../support/http-client.js';
import {
  type BinaryResult,
  MAIN,
  runBinary,
  spawnBinary,
  untilExit,
} from '../support/run-binary.js';
import { readRows } from '../support/sqlite-file.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';

let cwd: string;
beforeEach(() => {
  cwd = emptyFolder();
  writeFileSync(join(cwd, '.env'), 'DATABASE_URL=sqlite:./x.sqlite\nPORT=0\n');
});

describe('commands of the built CLI', () => {
  it('reads .env from the working directory, and a password from standard input', async () => {
    const input = ' brass\nwörd lantern \n\n';
    const create = ['user', 'create', 'alice', '--password-stdin'];
    expect(await runBinary(create, { input, cwd })).toMatchObject({ status: 0 });
    const sql = 'SELECT password_hash AS hash FROM keyturn_user';
    const [user] = readRows<{ hash: string }>(join(cwd, 'x.sqlite'), sql);
    expect(await verify(user!.hash, ' brass\nwörd lantern \n')).toBe(true);
  });

  it.each([
    [0, '--help', { stdout: expect.stringMatching(/^Usage: keyturn /), stderr: '' }],
    [1, 'user list', { stdout: '', stderr: expect.stringMatching(/^There is no database at /) }],
    [2, 'fly', { stdout: '', stderr: expect.stringMatching(/^error: unknown command 'fly'/) }],
    [78, 'config check', { stdout: expect.stringMatching(/^Invalid configuration:/), stderr: '' }],
  ])('exits with status %d: keyturn %s', async (status, command, output) => {
    const env = { SESSION_LIFETIME: '30' };
    expect(await runBinary(command.split(' '), { env, cwd })).toEqual({ status, ...output });
  });

  it.each(['--help', 'config show'])(
    'exits with status 0 and no error when standard output is closed: keyturn %s',
    async (command) => {
      const child = spawnBinary(command.split(' '), { cwd });
      child.stdout.destroy();
      const status = new Promise((resolve) => child.once('close', resolve));
      expect([await text(child.stderr), await status]).toEqual(['', 0]);
    },
  );
});

/** A shell can pass bytes that are not UTF-8, and a pipe as a file. */
describe('the built CLI in a shell', () => {
  const sh = (script: string, env: Record<string, string> = {}): Promise<BinaryResult> => {
    const variables = { PATH: process.env['PATH'], NODE: process.execPath, MAIN, ...env };
    return untilExit(execFile('/bin/sh', ['-c', script], { env: variables, cwd }));
  };

  it('rejects an argument that is not UTF-8 without repeating it', async () => {
    const { status, stdout, stderr } = await sh(
      '"$NODE" "$MAIN" user activate "$(printf "zo\\353")"',
    );
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Argument 3 is not UTF-8 text\. Nothing was changed\. [\w ,.-]+\n$/);
  });

  it('rejects a secret in the environment that is not UTF-8, because two such secrets could be read as equal', async () => {
    const script = 'JWT_SECRET="$(printf "$SECRET\\353")" "$NODE" "$MAIN" config check';
    const { status, stdout } = await sh(script, { SECRET });
    expect(status).toBe(78);
    expect(stdout).toContain('- JWT_SECRET is not UTF-8 text, or contains U+FFFD.');
  });

  it('doctor reads a secret from a source that can be read only once', async () => {
    const script = `printf '%s' "$SECRET" | JWT_SECRET_FILE=/dev/stdin "$NODE" "$MAIN" doctor`;
    const { status, stdout } = await sh(script, { SECRET });
    expect(stdout).not.toMatch(/WRONG/);
    expect(status).toBe(0);
  });
});

describe('keyturn serve', () => {
  it('keeps running when the reader of its log closes the pipe, and exits with status 0 on SIGTERM', async () => {
    const child = spawnBinary(['serve'], { env: { JWT_SECRET: SECRET }, cwd });
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
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  // The bundle has parts that load only at a terminal. No other test loads them.
  it('starts without a command, and prints its address at a terminal', async () => {
    const NODE_OPTIONS = '--import data:text/javascript,process.stdout.isTTY=true';
    const child = spawnBinary([], { env: { NODE_OPTIONS, LOG_LEVEL: 'trace' }, cwd });
    let output = '';
    for await (const bytes of child.stdout) {
      output += String(bytes);
      if (output.includes('Log in:')) child.kill('SIGTERM');
    }
    expect(output).toMatch(/^\nKeyturn is running\.\n/m);
  });

  it('exits with status 78 and the command that creates a secret when production has none', async () => {
    const env = { NODE_ENV: 'production', DATABASE_URL: 'sqlite:./x.sqlite' };
    expect(await runBinary(['serve'], { env, cwd })).toEqual({
      status: 78,
      stdout: '',
      stderr:
        'Invalid configuration:\n- JWT_SECRET is missing. Generate one and store it: ' +
        `export JWT_SECRET="$(node -p "crypto.randomBytes(48).toString('base64url')")"\n`,
    });
  });

  it('exits with status 1 and the reason when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const PORT = String((other.address() as AddressInfo).port);
    const { status, stderr } = await runBinary(['serve'], { env: { PORT }, cwd });
    other.close();
    expect(status).toBe(1);
    expect(stderr).toBe(
      `listen EADDRINUSE: address already in use 127.0.0.1:${PORT}. Set PORT to a free port.\n`,
    );
  });
});
