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

  it('serves the API explorer page at /api/docs/', async () => {
    const { status, headers, text } = await server.get('/api/docs/');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toContain('<title>Keyturn</title>');
  });

  it('redirects /api/docs with a relative Location so that the path prefix of a proxy is kept', async () => {
    const { status, headers } = await server.get('/api/docs');
    expect([status, headers.get('location')]).toEqual([308, 'docs/']);
  });

  it('sends headers that block foreign resources, foreign connections and framing of the API explorer', async () => {
    const { headers } = await server.get('/api/docs/');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
        "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('serves every file that the API explorer page links to from the same directory', async () => {
    const { text } = await server.get('/api/docs/');
    const links = [...text.matchAll(/<(?:link|script)[^>]*(?:href|src)="([^"]*)"/g)].map(
      ([, path = '']) => path,
    );
    const responses = await Promise.all(links.map((path) => server.get(`/api/docs/${path}`)));
    const types = responses.map(
      ({ status, headers }) => `${status} ${headers.get('content-type')}`,
    );
    expect(links.every((path) => /^[\w.-]+$/.test(path))).toBe(true);
    expect(types).toEqual([
      '200 image/png',
      '200 text/css; charset=utf-8',
      '200 text/css; charset=utf-8',
      '200 text/javascript; charset=utf-8',
      '200 text/javascript; charset=utf-8',
    ]);
  });

  it.each([
    'LICENSE',
    'no-such.js',
    '..%2fexplorer.controller.js',
    '..%2f..%2f..%2f..%2fpackage.json',
    '%2e%2e%5cmain.js',
    'constructor',
    'x'.repeat(200),
    'index.html/x',
  ])('responds 404 for a file that is not part of the API explorer: %s', async (name) => {
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
  const service = await TestService.start('sqlite', {}, { hasExplorer: false });
  const responses = await Promise.all(
    ['/api/docs/', '/api/docs/explorer.js'].map((path) => service.get(path)),
  );
  expect(responses.map(({ status, text }) => [status, text])).toEqual([
    [404, '{"detail":"Not found."}'],
    [404, '{"detail":"Not found."}'],
  ]);
  await service.stop();
});
