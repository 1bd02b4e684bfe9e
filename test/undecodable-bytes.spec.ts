import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from './support/databases.js';
import { runCli } from './support/run-cli.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Like the input of a terminal in Latin-1. */
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

  /** Runs a script whose printf creates the bytes of arguments and variables. */
  const sh = (script: string) =>
    spawnSync('/bin/sh', ['-c', script], {
      env: { PATH: process.env['PATH'], ...env, NODE: process.execPath, MAIN },
      cwd: folder,
      input: 'a good password',
      encoding: 'utf8',
    });

  it.each(['user create bob --password-stdin', 'user set-password alice --password-stdin'])(
    '%s rejects standard input that is not UTF-8, and changes nothing',
    async (command) => {
      const options = { env, input: latin1('pässwörd'), cwd: folder };
      const { status, stdout, stderr } = await runCli(command.split(' '), options);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^Standard input is not UTF-8 text\. Nothing was changed\./);
      const { stdout: users } = await runCli(['user', 'list', '--json'], { env, cwd: folder });
      expect((JSON.parse(users) as object[]).length).toBe(1);
    },
  );

  it('rejects an argument that is not UTF-8 without repeating it', () => {
    const { status, stdout, stderr } = sh(
      '"$NODE" "$MAIN" user create "$(printf "zo\\353")" --password-stdin',
    );
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Argument 3 is not UTF-8 text\. Nothing was changed\./);
  });

  it('reports an argument that is not UTF-8 as JSON with --json', () => {
    const { stderr } = sh('"$NODE" "$MAIN" user list --json "$(printf "\\353")"');
    expect(JSON.parse(stderr)).toEqual({
      error: expect.stringMatching(/^Argument 4 is not UTF-8 text\./),
    });
  });

  it('rejects a secret in the environment that is not UTF-8, because two such secrets could be read as equal', () => {
    const secret = '$(printf "kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce\\353")';
    const { status, stdout } = sh(`JWT_SECRET="${secret}" "$NODE" "$MAIN" config check`);
    expect(status).toBe(78);
    expect(stdout).toContain('- JWT_SECRET is not UTF-8 text, or contains U+FFFD.');
  });

  it('rejects a .env that is not UTF-8', async () => {
    writeFileSync(join(folder, '.env'), latin1('DATABASE_URL=sqlite:zoë.sqlite'));
    const { status, stderr } = await runCli(['user', 'list'], { cwd: folder });
    rmSync(join(folder, '.env'));
    expect(status).toBe(78);
    expect(stderr).toContain('.env is not UTF-8 text. Save it as UTF-8.');
  });
});
