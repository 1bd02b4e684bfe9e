import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../src/service/doctor/finding.js';
import { DATABASES } from '../support/databases.js';
import { emptyFolder } from '../support/empty-folder.js';
import { emptyDatabase } from '../support/opened.js';
import { runCli } from '../support/run-cli.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';
const OTHER_SECRET = 'Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0Aa';

let cwd: string;
beforeEach(() => void (cwd = emptyFolder()));

async function runDoctor(env: Record<string, string>) {
  const { status, stdout, stderr } = await runCli('doctor --json', { env, cwd });
  expect(stdout + stderr).not.toMatch(new RegExp(`${SECRET}|${OTHER_SECRET}|hunter2`));
  const findings = JSON.parse(stdout) as Finding[];
  for (const { verdict, remedy, about } of findings) {
    if (verdict !== 'ok' && about !== 'configuration') expect(remedy).toMatch(/\S/);
  }
  return {
    status,
    findings,
    verdicts: findings.map(({ about, verdict }) => `${about} ${verdict}`),
  };
}

describe('doctor', () => {
  it('doctor finds no problems before the first start, and creates nothing', async () => {
    const { status, verdicts } = await runDoctor({});
    expect(status).toBe(0);
    expect(verdicts).toEqual(['configuration ok', 'secret ok', 'database ok']);
    expect(existsSync(join(cwd, 'data'))).toBe(false);
  });

  it('doctor reports configuration errors and skips the checks that depend on them', async () => {
    const { status, verdicts } = await runDoctor({ PORT: 'http', DATABASE_URI: 'hunter2' });
    expect(status).toBe(78);
    expect(verdicts).toEqual(['configuration problem', 'configuration hint']);
  });

  const FILE = 'sqlite:./x.sqlite';
  const UNREACHABLE = 'postgres://keyturn:hunter2@127.0.0.1:1/keyturn';
  const write = (name: string, content: string) =>
    writeFileSync(join(cwd, name), content, { mode: 0o600 });

  it.each([
    ['an unreachable database', 'database', UNREACHABLE, () => undefined],
    ['a file that is no database', 'database', FILE, () => write('x.sqlite', 'hunter2'.repeat(9))],
    ['a short development secret', 'secret', FILE, () => write('x.sqlite.secret', 'short')],
    ['an unreadable secret', 'secret', FILE, () => mkdirSync(join(cwd, 'x.sqlite.secret'))],
  ])('doctor reports %s', async (_, about, DATABASE_URL, arrange) => {
    arrange();
    const { status, verdicts } = await runDoctor({ DATABASE_URL });
    expect(status).toBe(1);
    expect(verdicts).toContain(`${about} problem`);
  });

  it('doctor reports a previous secret and files that other users can read, each with a remedy', async () => {
    write('secret', SECRET);
    chmodSync(join(cwd, 'secret'), 0o644);
    const env = { JWT_SECRET_FILE: 'secret', JWT_SECRET_PREVIOUS: OTHER_SECRET };
    const { status, findings } = await runDoctor(env);
    expect(status).toBe(0);
    expect(findings.filter(({ verdict }) => verdict === 'hint').map(({ text }) => text)).toEqual([
      expect.stringContaining('JWT_SECRET_FILE names a file that other users can read.'),
      'JWT_SECRET_PREVIOUS is still accepted. Anyone who has it can sign tokens.',
    ]);
  });

  it('doctor reports a path where the service cannot create its files', async () => {
    write('data', 'no folder');
    const { status, verdicts } = await runDoctor({});
    expect(status).toBe(1);
    expect(verdicts).toEqual(['configuration ok', 'secret problem', 'database problem']);
  });

  it('doctor reports development files that other users can read', async () => {
    await runCli('migrate', { env: { DATABASE_URL: FILE }, cwd });
    write('x.sqlite.secret', SECRET);
    for (const name of ['x.sqlite', 'x.sqlite.secret']) chmodSync(join(cwd, name), 0o644);
    const { findings } = await runDoctor({ DATABASE_URL: FILE });
    const remedies = findings.map(({ remedy }) => remedy).filter(Boolean);
    expect(remedies).toEqual(['Run: chmod 600 ./x.sqlite.secret', 'Run: chmod 600 ./x.sqlite']);
  });

  it('doctor prints text without --json', async () => {
    const { status, stdout } = await runCli('doctor', { env: { HOST: '0.0.0.0' }, cwd });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ok {7}configuration {2}All variables are valid\.$/m);
    expect(stdout).toMatch(
      /^hint {5}network {8}HOST is 0\.0\.0\.0: .+\n +Set NODE_ENV=production/m,
    );
  });
});

describe.each(DATABASES)('doctor with a database (%s)', (kind) => {
  it('doctor reports a migrated database and synchronized clocks as ok', async () => {
    const env = { DATABASE_URL: await emptyDatabase(kind), JWT_SECRET: SECRET };
    await runCli('migrate', { env, cwd });
    const { status, verdicts } = await runDoctor(env);
    expect(status).toBe(0);
    const clock = kind === 'postgres' ? ['clock ok'] : [];
    expect(verdicts).toEqual(['configuration ok', 'secret ok', 'database ok', ...clock]);
  });

  describe('with the user admin', () => {
    const PRODUCTION = { NODE_ENV: 'production', JWT_SECRET: SECRET };
    const ofUsers = async (env: Record<string, string>) => {
      const { status, findings } = await runDoctor(env);
      const found = findings.filter(({ about }) => about === 'users');
      return { status, verdicts: found.map(({ verdict }) => verdict) };
    };
    const databaseWith = async (name: string, password: string) => {
      const env = { DATABASE_URL: await emptyDatabase(kind) };
      await runCli('migrate', { env, cwd });
      const options = '--password-stdin --allow-weak';
      await runCli(`user create ${name} ${options}`, { env, cwd, input: password });
      return env;
    };

    it('doctor reports a known password of admin in production as a problem', async () => {
      for (const password of ['admin', 'violet kettle harbor']) {
        const env = await databaseWith('admin', password);
        const problems = { status: 1, verdicts: ['problem'] };
        expect(await ofUsers({ ...env, ...PRODUCTION })).toEqual(problems);
        expect(await ofUsers({ ...env, JWT_SECRET: SECRET })).toEqual({ status: 0, verdicts: [] });
        await runCli('user deactivate admin', { env, cwd });
        expect(await ofUsers({ ...env, ...PRODUCTION })).toEqual({ status: 0, verdicts: [] });
      }
    });

    it('doctor hints at a password of admin that was never changed, in production', async () => {
      const env = await databaseWith('admin', 'mHm0p_7FdUM-5VvNk4bE');
      const all = { ...env, ...PRODUCTION };
      expect(await ofUsers(all)).toEqual({ status: 0, verdicts: ['hint'] });
      const input = 'Xq41_pFd0UM-7VvNk9bE';
      await runCli('user set-password admin --password-stdin', { env, cwd, input });
      expect(await ofUsers(all)).toEqual({ status: 0, verdicts: [] });
    });

    it('doctor does not report other users', async () => {
      const env = await databaseWith('alice', 'admin');
      expect(await ofUsers({ ...env, ...PRODUCTION })).toEqual({ status: 0, verdicts: [] });
    });
  });

  // The start migrates an SQLite file.
  if (kind === 'postgres') {
    it('doctor reports tables that are behind, with the command that migrates them', async () => {
      const env = { DATABASE_URL: await emptyDatabase(kind), JWT_SECRET: SECRET };
      const { status, findings } = await runDoctor(env);
      expect(status).toBe(1);
      const remedy = 'Run: npm run --silent keyturn -- migrate';
      expect(findings).toContainEqual(expect.objectContaining({ verdict: 'problem', remedy }));
    });
  }
});
