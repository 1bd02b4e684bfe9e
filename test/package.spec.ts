import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transformSync } from '@swc/core';
import { ServerProcess } from './support/server-process.js';
import { SECRET } from './support/service.js';
import { installedNames, linkPackages, pack, unpack } from './support/tarball.js';

/** The package as others get it: packed, and unpacked among a host application's packages. */
describe('the packed tarball', () => {
  let host: string;

  beforeAll(() => {
    host = mkdtempSync(join(tmpdir(), 'keyturn-host-'));
    unpack(pack(host).path, host);
    linkPackages(host, installedNames());
    compileHost(host);
  });
  afterAll(() => rmSync(host, { recursive: true, force: true }));

  it('holds a command line that runs', () => {
    const main = join(host, 'node_modules/keyturn/dist/main.js');
    expect(execFileSync(process.execPath, [main, '--help'], { encoding: 'utf8' })).toMatch(
      /^Usage: keyturn/,
    );
  });

  it.each(['keyturn', 'keyturn/testing', 'keyturn/migrations'])(
    'gives whoever requires %s the very classes that others import',
    (door) => {
      const script = `const required = require('${door}');
        import('${door}').then((imported) => {
          const names = Object.keys(required);
          if (names.length === 0) throw new Error('There is nothing behind this door.');
          console.log(names.filter((name) => required[name] !== imported[name]));
        });`;
      const args = ['--input-type=commonjs', '--eval', script];
      expect(execFileSync(process.execPath, args, { cwd: host, encoding: 'utf8' })).toBe('[]\n');
    },
  );

  describe.each(['express', 'fastify'])('in an application on %s', (platform) => {
    let server: ServerProcess;

    beforeAll(async () => {
      const main = join(host, 'main.mjs');
      server = await ServerProcess.start({ PLATFORM: platform, SECRET }, [main]);
    });
    afterAll(() => server.stop());

    it('guards a route of another module: 401 without a token', async () => {
      const response = await server.get('/orders');
      expect([response.status, response.text]).toEqual([
        401,
        '{"detail":"Authentication credentials were not provided."}',
      ]);
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api"');
    });

    it('lets a user of the application in: 200 with a token', async () => {
      const credentials = { username: 'carol', password: 'a good password' };
      const { json: pair } = await server.post('/api/token/', credentials);
      const refreshed = await server.post('/api/token/refresh/', { refresh: pair['refresh'] });
      const Authorization = `Bearer ${refreshed.json['access'] as string}`;
      const response = await server.get('/orders', { Authorization });
      expect([response.status, response.text]).toEqual([200, '{"of":"7"}']);
    });

    it('ends the session of whoever consumes a token twice', async () => {
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
      const response = await server.post('/api/token/refresh/', { refresh: pair['refresh'] });
      const told = JSON.parse((await server.get('/told')).text) as string[];
      expect(response.status).toBe(200);
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
      const responses = await Promise.all([
        other.post('/api/token/', {}),
        other.post('/api/token/', credentials),
        other.post('/api/token/refresh/', { refresh: 'garbage' }),
        other.get('/api/me/'),
        other.get('/nowhere'),
      ]);
      expect(responses.map(({ status }) => status)).toEqual([400, 401, 401, 401, 418]);
      const pair = await other.post('/api/token/', { ...credentials, password: 'a good password' });
      const refreshed = await other.post('/api/token/refresh/', pair.json);
      expect([pair.status, refreshed.status]).toEqual([200, 200]);
      await other.stop();
    });

    it('answers for a bad body as it does everywhere', async () => {
      const response = await server.post('/api/token/', { username: 'carol' });
      expect([response.status, response.text]).toEqual([
        400,
        '{"password":["This field is required."]}',
      ]);
    });
  });
});

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
