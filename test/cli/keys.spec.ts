import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keyFileName } from '../../src/auth/domain/keys/key-file-name.js';
import { makeKeyFile } from '../../src/service/keys/make-key-file.js';
import { runCli } from '../support/run-cli.js';

interface Listed {
  kid: string;
  state: string;
  file: string;
}

const DAY_MS = 86_400_000;

describe('keyturn keys', () => {
  let folder: string;
  beforeEach(() => void (folder = join(mkdtempSync(join(tmpdir(), 'keyturn-keys-')), 'keys')));
  afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

  const keys = (args: string) =>
    runCli(`keys ${args}`, { env: { JWT_KEYS_DIR: folder, JWT_ALGORITHM: 'ES256' } });
  const list = async () => JSON.parse((await keys('list --json')).stdout) as Listed[];
  const states = async () => (await list()).map(({ state }) => state);

  it('generate makes a key that signs at once, readable only by its owner', async () => {
    const { status, stdout } = await keys('generate');
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^Made the key .* signs now\.\n$/)]);
    const [name] = readdirSync(folder);
    expect(statSync(join(folder, name!)).mode & 0o777).toBe(0o600);
    expect(await states()).toEqual(['current']);
  });

  it.each(['RS256', 'PS256', 'ES384', 'EdDSA'])('generate makes a key of %s', async (algorithm) => {
    expect((await keys(`generate --algorithm ${algorithm}`)).status).toBe(0);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(`\\.${algorithm}\\.pem$`)]);
  });

  it('generate refuses to make a second key of an algorithm', async () => {
    await keys('generate');
    const { status, stderr } = await keys('generate');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/Replace it with: keyturn keys/)]);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('rotate makes the next key, which signs after ten minutes, and refuses a second one', async () => {
    await keys('generate');
    const before = Date.now();
    const { startsAt } = JSON.parse((await keys('rotate --json')).stdout) as { startsAt: number };
    expect(startsAt).toBeGreaterThan(before + 598_000);
    expect(startsAt).toBeLessThanOrEqual(Date.now() + 600_000);
    expect(await states()).toEqual(['current', 'next']);
    expect((await keys('rotate')).status).toBe(1);
  });

  it('retire deletes the expired keys, and requires --force for one whose tokens are valid', async () => {
    for (const days of [9, 6, 0.5]) makeKeyFile(folder, 'ES256', Date.now() - days * DAY_MS);
    expect(await states()).toEqual(['expired', 'previous', 'current']);
    expect((await keys('retire')).status).toBe(0);
    const [previous, current] = (await list()).map(({ kid }) => kid);
    expect((await keys(`retire ${previous}`)).stderr).toMatch(/Wait, or add --force\./);
    expect((await keys(`retire ${current} --force`)).stderr).toMatch(/Replace it first/);
    expect((await keys(`retire ${previous} --force`)).status).toBe(0);
    expect(await states()).toEqual(['current']);
  });

  it('export-jwks prints public keys alone', async () => {
    await keys('generate');
    const { stdout } = await keys('export-jwks');
    const { keys: exported } = JSON.parse(stdout) as { keys: object[] };
    expect(exported.map((key) => Object.keys(key).sort())).toEqual([
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
    ]);
  });

  it('every command reports the problems of the files', async () => {
    makeKeyFile(folder, 'ES256', 0);
    writeFileSync(join(folder, keyFileName({ startsAt: 0, algorithm: 'RS256' })), 'no key');
    writeFileSync(join(folder, 'mine.pem'), '');
    for (const command of ['list', 'rotate', 'retire', 'export-jwks']) {
      const { status, stderr } = await keys(command);
      expect([status, stderr.trim().split('\n')]).toEqual([
        1,
        [expect.any(String), expect.any(String)],
      ]);
    }
  });

  it('a command without a directory names the variable and the option', async () => {
    const { status, stderr } = await runCli('keys list', { env: {} });
    expect([status, stderr]).toEqual([78, expect.stringMatching(/JWT_KEYS_DIR .* --directory/)]);
  });
});
