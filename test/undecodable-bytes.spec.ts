import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from './support/databases.js';
import { runCli } from './support/run-cli.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** As a terminal in Latin-1 sends it. */
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('bytes that are not UTF-8', () => {
  let database: TestDatabase;
  let folder: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    database = await createDatabase('sqlite');
    folder = mkdtempSync(join(tmpdir(), 'keyturn-bytes-'));
    env = { DATABASE_URL: database.url };
    const command = ['user', 'create', 'alice', '--password-stdin'];
    await runCli(command, { env, input: 'pässwörd', cwd: folder });
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a command line whose arguments and variables are written by the shell's printf. */
  const sh = (script: string) =>
    spawnSync('/bin/sh', ['-c', script], {
      env: { PATH: process.env['PATH'], ...env, NODE: process.execPath, MAIN },
      cwd: folder,
      input: 'a good password',
      encoding: 'utf8',
    });

  it.each(['user create bob --password-stdin', 'user set-password alice --password-stdin'])(
    'on standard input are refused by `%s`, and change nothing',
    async (command) => {
      const options = { env, input: latin1('pässwörd'), cwd: folder };
      const { status, stdout, stderr } = await runCli(command.split(' '), options);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^Standard input is not UTF-8 text\. Nothing was changed\./);
      const { stdout: users } = await runCli(['user', 'list', '--json'], { env, cwd: folder });
      expect((JSON.parse(users) as object[]).length).toBe(1);
    },
  );

  it('in an argument are refused, and the argument is not repeated', () => {
    const { status, stdout, stderr } = sh(
      '"$NODE" "$MAIN" user create "$(printf "zo\\353")" --password-stdin',
    );
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Argument 3 is not UTF-8 text\. Nothing was changed\./);
  });

  it('in an argument are refused in JSON when asked', () => {
    const { stderr } = sh('"$NODE" "$MAIN" user list --json "$(printf "\\353")"');
    expect(JSON.parse(stderr)).toEqual({
      error: expect.stringMatching(/^Argument 4 is not UTF-8 text\./),
    });
  });

  it('in a secret in the environment are refused: two such secrets would be one', () => {
    const secret = '$(printf "kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce\\353")';
    const { status, stdout } = sh(`JWT_SECRET="${secret}" "$NODE" "$MAIN" config check`);
    expect(status).toBe(78);
    expect(stdout).toContain('- JWT_SECRET is not UTF-8 text, or contains U+FFFD.');
  });

  it('in `.env` are refused', async () => {
    writeFileSync(join(folder, '.env'), latin1('DATABASE_URL=sqlite:zoë.sqlite'));
    const { status, stderr } = await runCli(['user', 'list'], { cwd: folder });
    rmSync(join(folder, '.env'));
    expect(status).toBe(78);
    expect(stderr).toContain('.env is not UTF-8 text. Save it as UTF-8.');
  });
});
