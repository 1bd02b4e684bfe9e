import { type IncomingMessage, request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD } from '../support/api-client.js';
import { sendRaw } from '../support/connection.js';
import { SECRET } from '../support/jwt.js';
import { ServerProcess } from '../support/server-process.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { TestService } from '../support/service.js';

const WRONG_HOST =
  'The Host of this request is not allowed. The operator can add it to ALLOWED_HOSTS, or set PUBLIC_URL.';
const NO_TLS =
  'HTTPS is required. Behind a proxy, TRUST_PROXY must be set, and the proxy must send X-Forwarded-Proto.';

/** `fetch` cannot set `Host`. */
async function getAs(url: string, headers: Record<string, string>, method = 'GET') {
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    request(url, { method, headers }, resolve).on('error', reject).end(),
  );
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
}

describe('the host of a request', () => {
  let service: TestService;
  beforeAll(async () => {
    const variables = { ALLOWED_HOSTS: '.example.net', PUBLIC_URL: 'https://auth.example.org' };
    service = await TestService.start('sqlite', variables);
  });
  afterAll(() => service.stop());

  it.each([
    'localhost',
    '127.0.0.1:1',
    '[::1]',
    'auth.example.org',
    'AUTH.example.org.',
    'a.example.net:8443',
  ])('is accepted: %s', async (host) => {
    expect((await getAs(`${service.url}/api/openapi.json`, { host })).status).toBe(200);
  });

  it.each(['evil.example', 'example.org', 'auth.example.org.evil.example', 'a b'])(
    'is rejected with 400 and without the name: %s',
    async (host) => {
      for (const path of ['/api/openapi.json', '/api/me/', '/no/such/path']) {
        const response = await getAs(`${service.url}${path}`, { host });
        expect([response.status, response.text]).toEqual([
          400,
          JSON.stringify({ detail: WRONG_HOST }),
        ]);
        expect(response.headers).toMatchObject({
          'content-type': 'application/json',
          'x-content-type-options': 'nosniff',
        });
      }
    },
  );

  it('is not checked for probes', async () => {
    const response = await getAs(`${service.url}/health/ready`, { host: 'keyturn.internal' });
    expect(response.status).toBe(200);
  });

  it.each([
    ['two Host headers', 'GET /api/me/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n'],
    ['an empty Host header', 'GET /api/me/ HTTP/1.1\r\nHost:\r\n'],
    ['an absolute target', 'GET http://evil.example/api/me/ HTTP/1.1\r\nHost: localhost\r\n'],
  ])('is rejected in %s', async (_, head) => {
    const received = await sendRaw(service.url, `${head}Connection: close\r\n\r\n`);
    expect(received).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('is not in the links of a list when PUBLIC_URL is set', async () => {
    const { access, username } = await service.logIn();
    await service.obtain(username);
    const headers = { host: 'a.example.net', authorization: `Bearer ${access}` };
    const first = await getAs(`${service.url}/api/sessions/?page_size=1`, headers);
    const { next } = JSON.parse(first.text) as { next: string };
    expect(next).toMatch(/^https:\/\/auth\.example\.org\/api\/sessions\/\?cursor=/);
    const path = next.slice('https://auth.example.org'.length);
    const second = await getAs(`${service.url}${path}`, headers);
    const { previous } = JSON.parse(second.text) as { previous: string };
    expect(previous).toMatch(/^https:\/\/auth\.example\.org\/api\/sessions\/\?cursor=/);
  });

  it('may be missing, as in requests of old programs', async () => {
    const received = await sendRaw(service.url, 'GET /api/openapi.json HTTP/1.0\r\n\r\n');
    expect(received).toMatch(/^HTTP\/1\.[01] 200 /);
  });
});

describe('HTTPS in production', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  beforeAll(async () => {
    database = await createDatabase('sqlite');
    server = await ServerProcess.start({
      NODE_ENV: 'production',
      JWT_SECRET: SECRET,
      DATABASE_URL: database.url,
      HOST: '0.0.0.0',
      TRUST_PROXY: '192.0.2.1',
      SHUTDOWN_DELAY: '0s',
    });
  });
  afterAll(async () => {
    await server.stop();
    await database.drop();
  });

  const PATHS = [
    '/api/token/',
    '/api/token/refresh',
    '/api/%74oken/verify/',
    '/api/me/',
    '/api/sessions/',
  ];

  it('is not required for a program on the same machine', async () => {
    for (const path of PATHS) expect((await server.post(path, {})).status).not.toBe(403);
  });

  it.each(PATHS)('is required for %s when a proxy forwards it', async (path) => {
    const headers = { 'X-Forwarded-For': '203.0.113.9', 'X-Forwarded-Proto': 'https' };
    const { status, json } = await server.post(path, {}, headers);
    expect([status, json]).toEqual([403, { detail: NO_TLS }]);
  });

  it('is required for a request of another machine', async () => {
    const address = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.internal === false && one.family === 'IPv4')?.address;
    // A machine without a network has no second address.
    if (address === undefined) return;
    const url = `http://${address}:${new URL(server.url).port}`;
    expect((await getAs(`${url}/api/token/`, {}, 'POST')).status).toBe(403);
    expect((await getAs(`${url}/health/ready`, {})).status).toBe(200);
  });

  it('is not required for probes and for the document', async () => {
    const headers = { 'X-Forwarded-For': '203.0.113.9' };
    expect((await server.get('/health/ready', headers)).status).toBe(200);
    expect((await server.get('/api/openapi.json', headers)).status).toBe(200);
  });
});

describe('a refusal for a page of an allowed origin', () => {
  let service: TestService;
  beforeAll(async () => {
    const variables = {
      REQUIRE_TLS: 'true',
      TRUST_PROXY: '1',
      CORS_ORIGINS: 'https://app.example.org',
    };
    service = await TestService.start('sqlite', variables);
  });
  afterAll(() => service.stop());

  const page = (origin: string) => ({ Origin: origin, 'X-Forwarded-For': '203.0.113.9' });
  const REFUSED = { ...page('https://app.example.org'), Authorization: 'Bearer x' };

  it.each([
    ['without TLS', 403, NO_TLS, '127.0.0.1'],
    ['with a wrong host', 400, WRONG_HOST, 'evil.example'],
  ])('can be read by the page: %s', async (_, status, detail, host) => {
    const response = await getAs(`${service.url}/api/me/`, { ...REFUSED, host });
    expect([response.status, JSON.parse(response.text)]).toEqual([status, { detail }]);
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example.org',
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
    });
  });

  it.each(['127.0.0.1', 'evil.example'])(
    'cannot be read by a page of another origin: host %s',
    async (host) => {
      const headers = { ...page('https://evil.example'), host };
      const response = await getAs(`${service.url}/api/me/`, headers);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.headers).not.toHaveProperty('access-control-allow-origin');
    },
  );

  it('executes nothing', async () => {
    const { username } = await service.logIn();
    const events = await service.eventsDuring(() =>
      service.post(
        '/api/token/',
        { username, password: PASSWORD },
        page('https://app.example.org'),
      ),
    );
    expect(events).toEqual([]);
  });
});

describe('HTTPS behind a trusted proxy', () => {
  let service: TestService;
  beforeAll(async () => {
    const variables = {
      REQUIRE_TLS: 'true',
      TRUST_PROXY: '1',
      HSTS_MAX_AGE: '2d',
      ALLOWED_HOSTS: 'auth.example.org',
    };
    service = await TestService.start('sqlite', variables);
  });
  afterAll(() => service.stop());

  const by = (proto: string) => ({ 'X-Forwarded-For': '203.0.113.9', 'X-Forwarded-Proto': proto });

  it('is recognized, and the response has HSTS', async () => {
    const headers = { ...by('https'), host: 'auth.example.org' };
    const response = await getAs(`${service.url}/api/token/`, headers, 'POST');
    expect(response.status).toBe(400);
    expect(response.headers['strict-transport-security']).toBe('max-age=172800');
  });

  it.each(['localhost', 'app.localhost', '127.0.0.1', '[::1]'])(
    'causes no HSTS for the host %s',
    async (host) => {
      const response = await getAs(`${service.url}/api/openapi.json`, { ...by('https'), host });
      expect([response.status, response.headers['strict-transport-security']]).toEqual([
        200,
        undefined,
      ]);
    },
  );

  it.each(['http', 'https, http', ''])('is missing with X-Forwarded-Proto: %s', async (proto) => {
    const response = await service.post('/api/token/', {}, by(proto));
    expect([response.status, response.headers.get('strict-transport-security')]).toEqual([
      403,
      null,
    ]);
  });

  it('is missing with X-Forwarded-Proto alone when PROXY_HEADER is forwarded', async () => {
    const variables = { REQUIRE_TLS: 'true', TRUST_PROXY: '1', PROXY_HEADER: 'forwarded' };
    const other = await TestService.start('sqlite', variables);
    const { status, json } = await other.post('/api/token/', {}, by('https'));
    const detail = NO_TLS.replace('X-Forwarded-Proto', 'proto in Forwarded');
    expect([status, json]).toEqual([403, { detail }]);
    const forwarded = { Forwarded: 'for=203.0.113.9;proto=https' };
    expect((await other.post('/api/token/', {}, forwarded)).status).toBe(400);
    await other.stop();
  });

  it('is the scheme of the links in a list', async () => {
    const { access, username } = await service.logIn();
    await service.obtain(username);
    const headers = { ...by('https'), Authorization: `Bearer ${access}` };
    const { json } = await service.get('/api/sessions/?page_size=1', headers);
    expect(json['next']).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/api\/sessions\/\?cursor=/);
  });
});

describe('OPTIONS with CORS_ORIGINS', () => {
  let service: TestService;
  beforeAll(async () => {
    const variables = { CORS_ORIGINS: 'https://app.example', REQUIRE_TLS: 'true' };
    service = await TestService.start('sqlite', variables);
  });
  afterAll(() => service.stop());

  it.each(['/api/token/', '/nowhere/'])(
    'gets a 204 without a check of the host and TLS, and without security headers: %s',
    async (path) => {
      const headers = { Host: 'other.example', 'X-Forwarded-Proto': 'http' };
      const response = await getAs(`${service.url}${path}`, headers, 'OPTIONS');
      expect(response.status).toBe(204);
      expect(response.headers).toHaveProperty('access-control-allow-methods');
      expect(response.headers).not.toHaveProperty('x-frame-options');
      expect((await getAs(`${service.url}${path}`, headers)).status).toBe(400);
    },
  );
});
