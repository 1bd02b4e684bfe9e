import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { emptyFolder } from '../support/empty-folder.js';
import { jsonOf, runCli } from '../support/run-cli.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';

let cwd: string;
beforeEach(() => void (cwd = emptyFolder()));

const writeDotEnv = (...lines: string[]) => writeFileSync(join(cwd, '.env'), lines.join('\n'));
const config = async (command: string, env: Record<string, string> = {}) => {
  const result = await runCli(`config ${command}`, { env, cwd });
  expect(result.stdout + result.stderr).not.toMatch(new RegExp(`${SECRET}|hunter2`));
  return result;
};
interface Row {
  name: string;
  value: unknown;
  source: string;
}
const show = async (env: Record<string, string> = {}) => {
  const rows = jsonOf(await config('show --json', env)) as Row[];
  return new Map(rows.map(({ name, ...rest }) => [name, rest]));
};

describe('config check', () => {
  it('config check reports that the configuration is valid', async () => {
    const stdout = 'The configuration is valid.\n';
    expect(await config('check')).toEqual({ status: 0, stdout, stderr: '' });
  });

  it('config check lists every problem and every warning, and exits with status 78', async () => {
    const env = { PORT: 'http', SESSION_LIFETIME: '30', JWT_SECERT: SECRET };
    expect(await config('check', env)).toEqual({
      status: 78,
      stdout: [
        'Invalid configuration:',
        '- PORT must be a whole number from 0 to 65535.',
        '- SESSION_LIFETIME needs a whole number and a unit (s, m, h or d), such as 90s, 5m, 24h ' +
          'or 30d, from 1s to 3650d.',
        'Warning: JWT_SECERT is unknown and ignored. Did you mean JWT_SECRET?',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it('config check exits with status 0 when there are only warnings', async () => {
    const result = await config('check --json', { DATABASE_URI: 'hunter2' });
    expect(result.status).toBe(0);
    const warnings = ['DATABASE_URI is unknown and ignored. Did you mean DATABASE_URL?'];
    expect(jsonOf(result)).toEqual({ problems: [], warnings });
  });

  it('config check --json reports problems as JSON', async () => {
    const result = await config('check --json', { NODE_ENV: 'production' });
    expect(result).toMatchObject({ status: 78, stderr: '' });
    const problems = [expect.stringMatching(/^JWT_SECRET is missing\./)];
    expect(jsonOf(result)).toEqual({ problems, warnings: [] });
  });
});

describe('config show', () => {
  it('config show prints the effective value and the source of each variable', async () => {
    writeDotEnv('PORT=8080', 'HOST=0.0.0.0', 'LOG_LEVEL=');
    writeFileSync(join(cwd, 'secret'), SECRET, { mode: 0o600 });
    const rows = await show({ PORT: '9090', JWT_SECRET_FILE: 'secret' });
    expect(rows.get('PORT')).toEqual({ value: '9090', source: 'environment' });
    expect(rows.get('HOST')).toEqual({ value: '0.0.0.0', source: '.env' });
    expect(rows.get('JWT_SECRET')).toEqual({ value: '(secret)', source: 'file' });
    expect(rows.get('LOG_LEVEL')).toEqual({ value: 'info', source: 'default' });
    expect(rows.get('SESSION_LIFETIME')).toEqual({ value: '30d', source: 'default' });
    expect(rows.get('CORS_ORIGINS')).toEqual({ value: null, source: 'default' });
    expect(rows.get('EXPLORER')).toEqual({ value: 'true', source: 'default' });
  });

  it.each([
    ['postgres://keyturn:hunter2@h/x?password=hunter2', 'postgres://keyturn@h/x'],
    ['postgre://keyturn:hunter2@h/x', '(no database URL)'],
    ['sqlite:./x.sqlite', 'sqlite:./x.sqlite'],
  ])('config show prints the database %s as %s', async (DATABASE_URL, value) => {
    const rows = await show({ DATABASE_URL });
    expect(rows.get('DATABASE_URL')).toEqual({ value, source: 'environment' });
  });

  it('config show prints a table even when the configuration is invalid', async () => {
    const { status, stdout } = await config('show', { PORT: 'http', JWT_SECRET: 'hunter2' });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^VARIABLE +VALUE +FROM\n/);
    expect(stdout).toMatch(/^PORT +http +environment$/m);
    expect(stdout).toMatch(/^JWT_SECRET +\(secret\) +environment$/m);
    expect(stdout).toMatch(/^JWT_SECRET_PREVIOUS +- +default$/m);
  });
});

describe('.env', () => {
  it('config check warns when other users can read a .env with a secret', async () => {
    const warnings = ['JWT_SECRET is in .env, which other users can read. Run: chmod 600 .env'];
    const check = async () => jsonOf(await config('check --json'));
    writeDotEnv(`JWT_SECRET=${SECRET}`, 'DATABASE_URL=sqlite:./x.sqlite', 'PORT=8080');
    chmodSync(join(cwd, '.env'), 0o644);
    expect(await check()).toEqual({ problems: [], warnings });
    chmodSync(join(cwd, '.env'), 0o600);
    expect(await check()).toEqual({ problems: [], warnings: [] });
  });

  it('every command reads .env from the working directory', async () => {
    writeDotEnv('DATABASE_URL=sqlite:./from-dot-env.sqlite');
    writeFileSync(join(cwd, 'from-dot-env.sqlite'), '');
    expect(await runCli('user list', { cwd })).toMatchObject({ status: 0, stderr: '' });
    const rows = await show();
    expect(rows.get('DATABASE_URL')?.value).toBe('sqlite:./from-dot-env.sqlite');
  });

  it('production ignores .env', async () => {
    writeDotEnv(`JWT_SECRET=${SECRET}`, 'PORT=8080');
    const { status, stdout } = await config('check', { NODE_ENV: 'production' });
    expect(status).toBe(78);
    expect(stdout).toContain('- JWT_SECRET is missing.');
    expect((await show({ NODE_ENV: 'production' })).get('PORT')?.value).toBe('3000');
  });

  it.each([
    [
      'sets NODE_ENV=production',
      `NODE_ENV=production\nJWT_SECRET=${SECRET}`,
      '.env sets NODE_ENV=production, but production does not read .env.',
    ],
    [
      'is not UTF-8',
      Buffer.from('DATABASE_URL=sqlite:zoë.sqlite', 'latin1'),
      '.env is not UTF-8 text. Save it as UTF-8.',
    ],
  ])('a .env that %s is a configuration error with status 78', async (_, content, problem) => {
    writeFileSync(join(cwd, '.env'), content);
    const stderr = expect.stringContaining(`- ${problem}`);
    expect(await config('check')).toEqual({ status: 78, stdout: '', stderr });
  });
});

describe('mistyped variable names', () => {
  const env = { DATABASE_URI: 'sqlite:hunter2.sqlite', DATABASE_URL: '' };

  beforeEach(() => {
    mkdirSync(join(cwd, 'data'));
    writeFileSync(join(cwd, 'data', 'keyturn.sqlite'), '');
  });

  it('a command warns on standard error about a mistyped variable name, but not with --json', async () => {
    const warning = 'Warning: DATABASE_URI is unknown and ignored. Did you mean DATABASE_URL?\n';
    expect(await runCli('user list', { env, cwd })).toMatchObject({ status: 0, stderr: warning });
    const asJson = await runCli('user list --json', { env, cwd });
    expect(asJson).toEqual({ status: 0, stdout: '[]\n', stderr: '' });
  });

  it('config show warns about a mistyped variable name and does not list it', async () => {
    const { stdout, stderr } = await config('show', { REFRESH_TOKEN_LIFTIME: '1' });
    expect(stdout).not.toContain('LIFTIME');
    expect(stderr).toBe(
      'Warning: REFRESH_TOKEN_LIFTIME is unknown and ignored. Did you mean REFRESH_TOKEN_LIFETIME?\n',
    );
  });
});
