import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD } from '../support/api-client.js';
import { sendRaw } from '../support/connection.js';
import { sidOf } from '../support/jwt.js';
import { TestService } from '../support/service.js';

const MALFORMED = '{"detail":"Malformed request."}';
const HOST = 'Host: localhost\r\n';
const CLOSE = `${HOST}Connection: close\r\n`;
const POST_VERIFY = `POST /api/token/verify/ HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: 2\r\n`;
const EXPECT_CONTINUE = `${POST_VERIFY}Connection: close\r\nExpect: 100-continue\r\n\r\n{}`;

const statusesOf = (responses: string) =>
  [...responses.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));

/** Sends bytes to a service. @returns status, body and `Content-Type` of the only response */
async function exchange(service: TestService, request: string) {
  const response = await sendRaw(service.url, request);
  const [head = '', body = ''] = response.split('\r\n\r\n', 2);
  return [statusesOf(head)[0], body, /^content-type: (.*)$/im.exec(head)?.[1]];
}

describe('HTTP with the default settings', () => {
  let service: TestService;
  beforeAll(async () => void (service = await TestService.start('sqlite')));
  afterAll(() => service.stop());

  it.each<[string, string, number, string]>([
    ['an unknown method', `FOO /api/me/ HTTP/1.1\r\n${HOST}\r\n`, 400, MALFORMED],
    ['an invalid URL', `GET /api/%zz HTTP/1.1\r\n${CLOSE}\r\n`, 400, MALFORMED],
    ['a CONNECT target', `CONNECT evil.example:80 HTTP/1.1\r\n${HOST}\r\n`, 400, MALFORMED],
    ['bytes that are not HTTP', '\x16\x03\x01 hello\r\n\r\n', 400, MALFORMED],
    ['no Host header', 'GET /api/nothing/ HTTP/1.1\r\nConnection: close\r\n\r\n', 404, '{"detail":"Not found."}'], // prettier-ignore
    ['two Content-Length headers', `${POST_VERIFY}Content-Length: 1\r\n\r\n`, 400, MALFORMED],
    ['both Content-Length and Transfer-Encoding', `${POST_VERIFY}Transfer-Encoding: chunked\r\n\r\n`, 400, MALFORMED], // prettier-ignore
    ['headers of 20 kB', `GET /api/me/ HTTP/1.1\r\n${HOST}X: ${'x'.repeat(20_000)}\r\n\r\n`, 431, '{"detail":"Request headers are too large."}'], // prettier-ignore
    ['an unknown Expect header', `PUT /api/token/ HTTP/1.1\r\n${CLOSE}Expect: a-miracle\r\n\r\n`, 405, '{"detail":"Method \\"PUT\\" not allowed."}'], // prettier-ignore
  ])(
    'responds in JSON and closes the connection when a request has %s',
    async (_, request, status, body) => {
      expect(await exchange(service, request)).toEqual([status, body, 'application/json']);
    },
  );

  it('keeps the connection open after a broken escape in the path', async () => {
    const rest = `HTTP/1.1\r\n${HOST}Content-Length: 2\r\n`;
    const requests = `POST /api/%zz ${rest}\r\n{}POST /api/% ${rest}Connection: close\r\n\r\n{}`;
    expect(statusesOf(await sendRaw(service.url, requests))).toEqual([400, 400]);
  });

  it.each([
    ['the only request', EXPECT_CONTINUE, [100, 400]],
    ['pipelined behind a pending request', `${POST_VERIFY}\r\n{}${EXPECT_CONTINUE}`, [400, 400]],
    ['longer than the limit', EXPECT_CONTINUE.replace('Length: 2', 'Length: 99999999'), [413]],
  ])(
    'sends 100 Continue only for a request that it can read next: %s',
    async (_, bytes, statuses) => {
      expect(statusesOf(await sendRaw(service.url, bytes))).toEqual(statuses);
    },
  );

  it.each([
    ['http://localhost/api/token/', 405],
    ['/api/%74oken/', 405],
    ['/api/token/#', 405],
    ['http://localhost/api/me/', 401],
    ['/api/%6de/', 401],
  ])('routes and guards a request by its normalized path: %s', async (target, status) => {
    const request = `PUT ${target} HTTP/1.1\r\n${CLOSE}\r\n`;
    expect((await exchange(service, request))[0]).toBe(status);
  });

  it('sends no CORS headers', async () => {
    const headers = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' };
    const response = await service.send('OPTIONS', '/api/token/', undefined, headers);
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('HTTP behind a proxy, for other origins', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start('sqlite', {
      CORS_ORIGINS: 'https://app.example,https://*.example.org,tauri://localhost',
      CORS_HEADERS: 'x-tenant',
      TRUST_PROXY: '1',
      BODY_LIMIT: '1KiB',
      KEEP_ALIVE_TIMEOUT: '620s',
    });
  });
  afterAll(() => service.stop());

  const preflight = (Origin: string) =>
    service.send('OPTIONS', '/api/token/refresh/', undefined, {
      Origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'idempotency-key',
    });

  it('responds 204 with credentials and headers allowed to a preflight from an allowed origin', async () => {
    const { status, headers } = await preflight('https://app.example');
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    const allowed = headers.get('access-control-allow-headers')?.split(', ');
    const needed = ['authorization', 'content-type', 'idempotency-key', 'traceparent', 'x-tenant'];
    expect(allowed).toEqual(expect.arrayContaining(needed));
    expect(headers.get('vary')).toMatch(/origin/i);
  });

  it.each([
    ...['https://app.example', 'https://a.b.example.org', 'tauri://localhost'].map((origin) => [origin, origin] as const), // prettier-ignore
    ['https://app.example.evil.example', null],
    ['https://example.org', null],
    ['https://evilexample.org', null],
    ['null', null],
  ])('responds to a preflight from %s with the allowed origin %s', async (origin, allowed) => {
    const { status, headers } = await preflight(origin);
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, allowed]);
  });

  it('sends Access-Control-Allow-Origin with a 401 response', async () => {
    const { status, headers } = await service.get('/api/me/', { Origin: 'https://app.example' });
    expect(status).toBe(401);
    expect(headers.get('access-control-allow-origin')).toBe('https://app.example');
  });

  it.each([
    ['X-Forwarded-For', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['X-Forwarded-For', '198.51.100.1, [2001:db8::17]:4711', '2001:db8::17'],
    ['Forwarded', 'for=198.51.100.1, for="[2001:db8::17]:4711";proto=https', '2001:db8::17'],
  ])('records the address that the proxy added to %s: %s', async (name, value, address) => {
    const { username } = await service.logIn();
    const credentials = { username, password: PASSWORD };
    const { tokens } = await service.logInAs(credentials, { [name]: value });
    expect((await service.read(sidOf(tokens.refresh))).ip).toBe(address);
  });

  it('sends the idle timeout in the Keep-Alive header', async () => {
    const { headers } = await service.get('/health/live');
    expect(headers.get('keep-alive')).toBe('timeout=620');
  });

  it('responds 413 to a body that exceeds the limit', async () => {
    const { status, json } = await service.verify('x'.repeat(1024));
    expect([status, Object.keys(json)]).toEqual([413, ['detail']]);
  });
});

describe('a slow client', () => {
  const HEAD = `POST /api/token/ HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n`;

  it.each([
    ['head', HEAD],
    ['body', `${HEAD}Content-Length: 100\r\n\r\n{"username"`],
  ])('responds 408 when the %s of a request does not arrive in time', async (_, request) => {
    const service = await TestService.startInProcess('sqlite');
    const server = service.app.getHttpServer();
    const { headersTimeout, requestTimeout } = server;
    expect([headersTimeout, requestTimeout]).toEqual([10_000, 30_000]);
    Object.assign(server, { headersTimeout: 50, requestTimeout: 100 });
    const late = [408, '{"detail":"The request did not arrive in time."}', 'application/json'];
    expect(await exchange(service, request)).toEqual(late);
    await service.stop();
  });
});
