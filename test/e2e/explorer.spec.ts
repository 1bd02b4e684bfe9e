import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { ServerProcess } from '../support/server-process.js';
import { TestService } from '../support/service.js';

describe('API explorer', () => {
  let database: TestDatabase;
  let server: ServerProcess;

  beforeAll(async () => {
    database = await createDatabase('sqlite');
    server = await ServerProcess.start({ DATABASE_URL: database.url });
  });
  afterAll(async () => {
    await server.stop();
    await database.drop();
  });

  it('serves the page at /api/docs/ with headers that block foreign resources, connections and framing', async () => {
    const { status, headers, text } = await server.get('/api/docs/');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toContain('<title>Keyturn</title>');
    const policy = headers.get('content-security-policy')?.split('; ');
    const rules = ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]; // prettier-ignore
    expect(policy).toEqual(expect.arrayContaining(rules));
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('redirects /api/docs with a relative Location so that the path prefix of a proxy is kept', async () => {
    const { status, headers } = await server.get('/api/docs');
    expect([status, headers.get('location')]).toEqual([308, 'docs/']);
  });

  it('serves every file that the page links to from the same directory, with the type of its name', async () => {
    const { text } = await server.get('/api/docs/');
    const links = [...text.matchAll(/<(?:link|script)[^>]*(?:href|src)="([^"]*)"/g)];
    expect(links).toHaveLength(5);
    for (const [, path = ''] of links) {
      expect(path).toMatch(/^[\w.-]+$/);
      const { status, headers } = await server.get(`/api/docs/${path}`);
      const type = { png: 'image/png', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' }[path.split('.').at(-1)!]; // prettier-ignore
      expect([status, headers.get('content-type')]).toEqual([200, type]);
    }
  });

  it.each([
    ...['LICENSE', 'no-such.js', 'constructor', 'x'.repeat(200), 'index.html/x'],
    ...['..%2fexplorer.controller.js', '..%2f..%2f..%2f..%2fpackage.json', '%2e%2e%5cmain.js'],
  ])('responds 404 for a file that is not part of the page: %s', async (name) => {
    const { status, text } = await server.get(`/api/docs/${name}`);
    expect([status, text]).toEqual([404, '{"detail":"Not found."}']);
  });

  it('names the allowed methods when an explorer file is requested with another method', async () => {
    const { status, headers } = await server.post('/api/docs/explorer.js', {});
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('responds 304 for an explorer file that has not changed', async () => {
    const file = '/api/docs/swagger-ui-bundle.js';
    const etag = (await server.get(file)).headers.get('etag') ?? '';
    const again = await server.get(file, { 'If-None-Match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});

it('responds 404 for the API explorer when it is disabled', async () => {
  const service = await TestService.start('sqlite', { EXPLORER: 'false' });
  for (const path of ['/api/docs/', '/api/docs/explorer.js'])
    expect(await service.get(path)).toMatchObject({ status: 404, text: '{"detail":"Not found."}' });
  await service.stop();
});
