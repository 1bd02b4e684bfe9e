import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transformSync } from '@swc/core';
import { ServerProcess } from './support/server-process.js';
import { SECRET } from './support/service.js';

/** The package as others get it: packed, and unpacked among a host application's packages. */
describe('the packed tarball', () => {
  let host: string;
  let packed: string[];

  beforeAll(() => {
    host = mkdtempSync(join(tmpdir(), 'keyturn-host-'));
    packed = unpackInto(host);
    compileHost(host);
  });
  afterAll(() => rmSync(host, { recursive: true, force: true }));

  it('holds what was built, and no tests', () => {
    expect(packed).toContain('dist/index.d.ts');
    expect(packed.filter((path) => /spec|^test|^src|\.env|sqlite/.test(path))).toEqual([]);
  });

  it('holds a command line that runs', () => {
    const main = join(host, 'node_modules/keyturn/dist/main.js');
    expect(execFileSync(process.execPath, [main, '--help'], { encoding: 'utf8' })).toMatch(
      /^Usage: keyturn/,
    );
  });

  describe.each(['express', 'fastify'])('in an application on %s', (platform) => {
    let server: ServerProcess;

    beforeAll(async () => {
      const main = join(host, 'main.mjs');
      server = await ServerProcess.start({ PLATFORM: platform, SECRET }, [main]);
    });
    afterAll(() => server.stop());

    it('guards a route of another module: 401 without a token', async () => {
      const answer = await server.get('/orders');
      expect([answer.status, answer.text]).toEqual([
        401,
        '{"detail":"Authentication credentials were not provided."}',
      ]);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="api"');
    });

    it('lets a user of the application in: 200 with a token', async () => {
      const credentials = { username: 'carol', password: 'a good password' };
      const { json: pair } = await server.post('/api/token/', credentials);
      const refreshed = await server.post('/api/token/refresh/', { refresh: pair['refresh'] });
      const Authorization = `Bearer ${refreshed.json['access'] as string}`;
      const answer = await server.get('/orders', { Authorization });
      expect([answer.status, answer.text]).toEqual([200, '{"of":"7"}']);
    });

    it('ends the login of whoever spends a token twice', async () => {
      const credentials = { username: 'carol', password: 'a good password' };
      const { json: pair } = await server.post('/api/token/', credentials);
      const refresh = () => server.post('/api/token/refresh/', { refresh: pair['refresh'] });
      expect((await refresh()).status).toBe(200);
      expect((await refresh()).json).toEqual({
        detail: 'Token is blacklisted',
        code: 'token_not_valid',
      });
    });

    it('tells the application’s own sink of events, and answers though that one breaks', async () => {
      const credentials = { username: 'carol', password: 'a good password' };
      const { json: pair } = await server.post('/api/token/', credentials);
      const answer = await server.post('/api/token/refresh/', { refresh: pair['refresh'] });
      const told = JSON.parse((await server.get('/told')).text) as string[];
      expect(answer.status).toBe(200);
      expect(told.slice(-3)).toEqual([
        'authn_login_success',
        'authn_token_created',
        'authn_token_created',
      ]);
    });

    it('answers on its own routes as it does everywhere, whatever filters, pipes and guards there are', async () => {
      const other = await ServerProcess.start({ PLATFORM: platform, SECRET, TEAPOT: '' }, [
        join(host, 'main.mjs'),
      ]);
      const credentials = { username: 'carol', password: 'wrong' };
      const answers = await Promise.all([
        other.post('/api/token/', {}),
        other.post('/api/token/', credentials),
        other.post('/api/token/refresh/', { refresh: 'garbage' }),
        other.get('/api/me/'),
        other.get('/nowhere'),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([400, 401, 401, 401, 418]);
      const pair = await other.post('/api/token/', { ...credentials, password: 'a good password' });
      const refreshed = await other.post('/api/token/refresh/', pair.json);
      expect([pair.status, refreshed.status]).toEqual([200, 200]);
      await other.stop();
    });

    it('answers for a bad body as it does everywhere', async () => {
      const answer = await server.post('/api/token/', { username: 'carol' });
      expect([answer.status, answer.text]).toEqual([
        400,
        '{"password":["This field is required."]}',
      ]);
    });
  });
});

/** Packs this package, and unpacks it beside links to the packages that are installed here. */
function unpackInto(folder: string): string[] {
  const options = { encoding: 'utf8', shell: process.platform === 'win32' } as const;
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const stdout = execFileSync('npm', pack, { ...options, stdio: ['ignore', 'pipe', 'ignore'] });
  const [tarball] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  const target = join(folder, 'node_modules/keyturn');
  mkdirSync(target, { recursive: true });
  execFileSync('tar', [
    '-xzf',
    join(folder, tarball.filename),
    '-C',
    target,
    '--strip-components=1',
  ]);
  for (const name of readdirSync('node_modules').filter((entry) => !entry.startsWith('.'))) {
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
  return tarball.files.map(({ path }) => path);
}

function compileHost(folder: string): void {
  const { code } = transformSync(readFileSync('test/fixtures/host/main.ts', 'utf8'), {
    swcrc: false,
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
    module: { type: 'es6' },
  });
  writeFileSync(join(folder, 'main.mjs'), code);
}
