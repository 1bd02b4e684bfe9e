import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServerProcess } from '../../test/support/server-process.js';
import { SECRET } from '../../test/support/jwt.js';
import { compileApplication, sourceOf } from './compile-application.js';
import { installedNames, linkPackages, pack, unpack } from './tarball.js';

/** The package as users install it: packed, then unpacked into the node_modules of an application. */
describe('packed tarball', () => {
  let application: string;

  beforeAll(() => {
    application = mkdtempSync(join(tmpdir(), 'keyturn-application-'));
    unpack(pack(application).path, application);
    linkPackages(application, installedNames());
    const main = compileApplication(sourceOf('full'), 'es6');
    writeFileSync(join(application, 'main.mjs'), main);
  });
  afterAll(() => rmSync(application, { recursive: true, force: true }));

  it('the tarball contains a CLI that runs', () => {
    const main = join(application, 'node_modules/keyturn/dist/main.js');
    expect(execFileSync(process.execPath, [main, '--help'], { encoding: 'utf8' })).toMatch(
      /^Usage: keyturn/,
    );
  });

  it.each(['keyturn', 'keyturn/testing', 'keyturn/migrations'])(
    'require() and import() return the same classes for %s',
    (entry) => {
      const script = `const required = require('${entry}');
        import('${entry}').then((imported) => {
          const names = Object.keys(required);
          if (names.length === 0) throw new Error('The entry point exports nothing.');
          console.log(names.filter((name) => required[name] !== imported[name]));
        });`;
      const args = ['--input-type=commonjs', '--eval', script];
      expect(execFileSync(process.execPath, args, { cwd: application, encoding: 'utf8' })).toBe(
        '[]\n',
      );
    },
  );

  describe.each(['express', 'fastify'])('an application on %s', (platform) => {
    let server: ServerProcess;

    beforeAll(async () => {
      const main = join(application, 'main.mjs');
      server = await ServerProcess.start({ PLATFORM: platform, SECRET }, [main]);
    });
    afterAll(() => server.stop());

    it('the packed module responds 401 without a token on a guarded route of another module', async () => {
      const response = await server.get('/orders');
      expect([response.status, response.text]).toEqual([
        401,
        '{"detail":"Authentication credentials were not provided."}',
      ]);
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api"');
    });

    it('the packed module responds 200 with a token of a user of the application', async () => {
      const credentials = { username: 'carol', password: 'copper willow stream' };
      const { json: pair } = await server.post('/api/token/', credentials);
      const refreshed = await server.post('/api/token/refresh/', { refresh: pair['refresh'] });
      const Authorization = `Bearer ${refreshed.json['access'] as string}`;
      const response = await server.get('/orders', { Authorization });
      expect([response.status, response.text]).toEqual([200, '{"of":"7"}']);
    });

    it('the packed module revokes the session when a consumed token comes back', async () => {
      const credentials = { username: 'carol', password: 'copper willow stream' };
      const { json: pair } = await server.post('/api/token/', credentials);
      const refresh = () => server.post('/api/token/refresh/', { refresh: pair['refresh'] });
      expect((await refresh()).status).toBe(200);
      expect((await refresh()).json).toEqual({
        detail: 'Token is blacklisted',
        code: 'token_not_valid',
      });
    });

    it('the packed module calls the AuthEvents of the application and ignores its errors', async () => {
      const credentials = { username: 'carol', password: 'copper willow stream' };
      const { json: pair } = await server.post('/api/token/', credentials);
      const response = await server.post('/api/token/refresh/', { refresh: pair['refresh'] });
      const events = JSON.parse((await server.get('/events')).text) as string[];
      expect(response.status).toBe(200);
      expect(events.slice(-3)).toEqual([
        'authn_login_success',
        'authn_token_created',
        'authn_token_created',
      ]);
    });

    it('the packed module sends the same responses when the application has global filters, pipes and guards', async () => {
      const other = await ServerProcess.start({ PLATFORM: platform, SECRET, TEAPOT: '' }, [
        join(application, 'main.mjs'),
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
      const pair = await other.post('/api/token/', {
        ...credentials,
        password: 'copper willow stream',
      });
      const refreshed = await other.post('/api/token/refresh/', pair.json);
      expect([pair.status, refreshed.status]).toEqual([200, 200]);
      await other.stop();
    });

    it('the packed module responds 400 to an invalid body', async () => {
      const response = await server.post('/api/token/', { username: 'carol' });
      expect([response.status, response.text]).toEqual([
        400,
        '{"password":["This field is required."]}',
      ]);
    });
  });
});
