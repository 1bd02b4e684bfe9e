import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { ServerProcess } from '../support/server-process.js';
import { TestService } from '../support/service.js';

describe('the explorer', () => {
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

  it('is a page at /api/docs/', async () => {
    const { status, headers, text } = await server.get('/api/docs/');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toContain('<title>Keyturn</title>');
  });

  it('redirects /api/docs relative to itself, so that a prefix of a proxy stays', async () => {
    const { status, headers } = await server.get('/api/docs');
    expect([status, headers.get('location')]).toEqual([308, 'docs/']);
  });

  it('lets nothing in from elsewhere, nothing out, and nobody frame it', async () => {
    const { headers } = await server.get('/api/docs/');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
        "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('has every file that its page asks for, of our own', async () => {
    const { text } = await server.get('/api/docs/');
    const asked = [...text.matchAll(/<(?:link|script)[^>]*(?:href|src)="([^"]*)"/g)].map(
      ([, path = '']) => path,
    );
    const responses = await Promise.all(asked.map((path) => server.get(`/api/docs/${path}`)));
    const types = responses.map(
      ({ status, headers }) => `${status} ${headers.get('content-type')}`,
    );
    expect(asked.every((path) => /^[\w.-]+$/.test(path))).toBe(true);
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
  ])('has no file but those: %s', async (name) => {
    const { status, text } = await server.get(`/api/docs/${name}`);
    expect([status, text]).toEqual([404, '{"detail":"Not found."}']);
  });

  it('says which methods its files take', async () => {
    const { status, headers } = await server.post('/api/docs/explorer.js', {});
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('is sent again only when it changed', async () => {
    const file = '/api/docs/swagger-ui-bundle.js';
    const etag = (await server.get(file)).headers.get('etag') ?? '';
    const again = await server.get(file, { 'If-None-Match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});

it('where the explorer is off there is no page', async () => {
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
