import { DEFAULT_CONNECTION_LIMITS } from '../../src/service/http/connection-limits.js';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimsOf } from '../support/jwt.js';
import { type InProcessService, TestService } from '../support/service.js';
import type { HttpSettings } from '../../src/service/http/http-settings.js';

describe('HTTP', () => {
  let service: TestService;

  const run = (http: Partial<HttpSettings> = {}): void => {
    beforeAll(async () => {
      service = await TestService.start('sqlite', {}, http);
    });
    afterAll(() => service.stop());
  };

  /** Sends the bytes unchanged. @returns status, body and `Content-Type` of the response */
  const sendRaw = async (
    request: string | Buffer,
  ): Promise<[number, string, string | undefined]> => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(request);
    const response = await text(socket);
    const [head = '', body = ''] = response.split('\r\n\r\n', 2);
    const type = /^content-type: (.*)$/im.exec(head)?.[1];
    return [Number(head.split(' ')[1]), body, type];
  };

  describe('malformed HTTP', () => {
    run();
    const MALFORMED = '{"detail":"Malformed request."}';
    const LARGE = '{"detail":"Request headers are too large."}';

    it.each<[string, string, number, string]>([
      ['an unknown method', 'FOO /api/me/ HTTP/1.1\r\nHost: x\r\n\r\n', 400, MALFORMED],
      ['an invalid URL', 'GET /api/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400, MALFORMED], // prettier-ignore
      ['a CONNECT target', 'CONNECT evil.example:80 HTTP/1.1\r\nHost: x\r\n\r\n', 400, MALFORMED],
      ['bytes that are not HTTP', '\x16\x03\x01 hello\r\n\r\n', 400, MALFORMED],
      ['no Host header', 'GET /api/nothing/ HTTP/1.1\r\nConnection: close\r\n\r\n', 404, '{"detail":"Not found."}'], // prettier-ignore
      ['two Content-Length headers', 'POST /api/token/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400, MALFORMED], // prettier-ignore
      ['both Content-Length and Transfer-Encoding', 'POST /api/token/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n', 400, MALFORMED], // prettier-ignore
      ['headers of 20 kB', `GET /api/me/ HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, LARGE], // prettier-ignore
    ])(
      'responds in JSON and closes the connection when a request has %s',
      async (_, request, status, body) => {
        const response = await sendRaw(request);
        expect(response.slice(0, 2)).toEqual([status, body]);
        expect(response[2]).toBe('application/json');
      },
    );
  });

  describe('unusual HTTP', () => {
    run();

    it('keeps the connection open after a broken escape in the path', async () => {
      const rest = 'HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n';
      const requests = `POST /api/%zz ${rest}\r\n{}POST /api/% ${rest}Connection: close\r\n\r\n{}`;
      const { hostname, port } = new URL(service.url);
      const socket = connect(Number(port), hostname);
      socket.write(requests);
      expect((await text(socket)).match(/HTTP\/1\.1 400 /g)).toHaveLength(2);
    });

    it('ignores an unknown Expect header', async () => {
      const head = 'PUT /api/token/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n';
      expect(await sendRaw(`${head}Expect: a-miracle\r\n\r\n`)).toEqual([
        405,
        '{"detail":"Method \\"PUT\\" not allowed."}',
        'application/json',
      ]);
    });

    const POST_VERIFY =
      'POST /api/token/verify/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n';
    const EXPECT_CONTINUE = `${POST_VERIFY}Connection: close\r\nExpect: 100-continue\r\n\r\n{}`;

    it.each([
      ['the only request', EXPECT_CONTINUE, [100, 400]],
      ['pipelined behind a pending request', `${POST_VERIFY}\r\n{}${EXPECT_CONTINUE}`, [400, 400]],
    ])(
      'sends 100 Continue only when no response is pending on the connection: %s',
      async (_, bytes, statuses) => {
        const { hostname, port } = new URL(service.url);
        const socket = connect(Number(port), hostname);
        socket.write(bytes);
        const responses = (await text(socket)).split(/(?=HTTP\/1\.1 )/);
        expect(responses.map((response) => Number(response.split(' ')[1]))).toEqual(statuses);
        expect(responses.at(-1)).toMatch(/\r\n\r\n\{"token":\["This field is required\."\]\}$/);
      },
    );

    it.each(['http://elsewhere.example/api/token/', '/api/%74oken/', '/api/token/#'])(
      'routes a request by its normalized path: %s',
      async (target) => {
        const request = `PUT ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
        expect((await sendRaw(request))[0]).toBe(405);
      },
    );

    it.each(['http://elsewhere.example/api/me/', '/api/%6de/'])(
      'guards a request by its normalized path: %s',
      async (target) => {
        const request = `PUT ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
        expect((await sendRaw(request))[0]).toBe(401);
      },
    );

    it('responds 413 without 100 Continue when Content-Length exceeds the limit', async () => {
      const request = `${POST_VERIFY.replace('Length: 2', 'Length: 99999999')}Connection: close\r\nExpect: 100-continue\r\n\r\n`;
      expect((await sendRaw(request))[0]).toBe(413);
    });
  });

  describe('CORS without allowed origins', () => {
    run();

    it('sends no CORS headers when no origin is allowed', async () => {
      const headers = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' };
      const response = await service.send('OPTIONS', '/api/token/', undefined, headers);
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([
        200,
        null,
      ]);
    });
  });

  describe('CORS with allowed origins', () => {
    run({
      corsOrigins: [
        'https://app.example',
        'http://localhost:5173',
        'https://*.example.org',
        'tauri://localhost',
      ],
      corsHeaders: ['x-tenant'],
    });
    const preflight = (origin: string) =>
      service.send('OPTIONS', '/api/token/refresh/', undefined, {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'idempotency-key',
      });

    it('responds 204 with credentials allowed to a preflight from an allowed origin', async () => {
      const { status, headers } = await preflight('http://localhost:5173');
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      const allowed = headers.get('access-control-allow-headers')?.split(', ');
      expect(allowed).toEqual(
        expect.arrayContaining([
          ...['authorization', 'content-type', 'idempotency-key', 'x-requested-with'],
          ...['traceparent', 'tracestate', 'baggage', 'sentry-trace', 'x-request-id', 'x-tenant'],
        ]),
      );
      expect(headers.get('vary')).toMatch(/origin/i);
    });

    it.each(['https://a.example.org', 'https://a.b.example.org', 'tauri://localhost'])(
      'allows the origin of a preflight from %s, which matches a wildcard or is an app origin',
      async (origin) => {
        const { headers } = await preflight(origin);
        expect(headers.get('access-control-allow-origin')).toBe(origin);
        expect(headers.get('vary')).toMatch(/origin/i);
      },
    );

    it('sends Access-Control-Allow-Origin with a 401 response', async () => {
      const headers = { Origin: 'https://app.example' };
      const response = await service.get('/api/me/', headers);
      expect(response.status).toBe(401);
      expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example');
    });

    it.each([
      'https://evil.example',
      'https://app.example.evil.example',
      'https://example.org',
      'https://evilexample.org',
      'https://a.example.org.evil.example',
      'null',
    ])(
      'omits Access-Control-Allow-Origin in the response to a preflight from %s',
      async (origin) => {
        const { status, headers } = await preflight(origin);
        expect(status).toBe(204);
        expect(headers.get('access-control-allow-origin')).toBeNull();
      },
    );
  });

  describe('addresses from a proxy', () => {
    const recordedAddress = async (forwardedFor: string, name = 'X-Forwarded-For') => {
      const { username } = await service.logIn();
      const credentials = { username, password: 'a good password' };
      const headers = { [name]: forwardedFor };
      const { json } = await service.post('/api/token/', credentials, headers);
      return (await service.read(claimsOf(json['refresh'] as string)['sid'] as string)).ip;
    };

    describe('without a trusted proxy', () => {
      run();
      it('ignores X-Forwarded-For when no proxy is trusted', async () => {
        expect(await recordedAddress('203.0.113.9')).toBe('127.0.0.1');
      });
    });

    describe.each<[string, number | string[]]>([
      ['by hop count', 1],
      ['by address range', ['127.0.0.0/8']],
    ])('with a proxy trusted %s', (_, trustProxy) => {
      run({ trustProxy });
      it('records the address that the trusted proxy added, not the one that the client sent', async () => {
        expect(await recordedAddress('198.51.100.1, 203.0.113.9')).toBe('203.0.113.9');
      });

      it('accepts a port after the address that a trusted proxy sends', async () => {
        expect(await recordedAddress('198.51.100.1, 203.0.113.9:51008')).toBe('203.0.113.9');
        expect(await recordedAddress('198.51.100.1, [2001:db8::17]:4711')).toBe('2001:db8::17');
      });

      it('accepts a Forwarded header from a trusted proxy', async () => {
        const forwarded = 'for=198.51.100.1, for="[2001:db8::17]:4711";proto=https';
        expect(await recordedAddress(forwarded, 'Forwarded')).toBe('2001:db8::17');
      });
    });
  });

  describe('a persistent connection', () => {
    run({ connections: { ...DEFAULT_CONNECTION_LIMITS, keepAliveMs: 620_000 } });

    it('sends the idle timeout in the Keep-Alive header', async () => {
      const { headers } = await service.get('/health/live');
      expect(headers.get('keep-alive')).toBe('timeout=620');
    });
  });

  describe('a slow client', () => {
    let slow: InProcessService;
    beforeAll(async () => void (service = slow = await TestService.startInProcess('sqlite')));
    afterAll(() => slow.stop());
    const HEAD = 'POST /api/token/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

    it('limits the time for the request head to 10 seconds and for the whole request to 30', () => {
      const { headersTimeout, requestTimeout } = slow.app.getHttpServer();
      expect([headersTimeout, requestTimeout]).toEqual([10_000, 30_000]);
    });

    it.each([
      ['the head', HEAD],
      ['the body', `${HEAD}Content-Length: 100\r\n\r\n{"username"`],
    ])('responds 408 when %s of a request does not arrive in time', async (_, request) => {
      Object.assign(slow.app.getHttpServer(), { headersTimeout: 50, requestTimeout: 100 });
      expect(await sendRaw(request)).toEqual([
        408,
        '{"detail":"The request did not arrive in time."}',
        'application/json',
      ]);
    });
  });

  describe('shutdown', () => {
    it('responds to a request whose body is still arriving when the service stops', async () => {
      const stopping = await TestService.start('sqlite');
      const { username } = await stopping.logIn();
      const body = JSON.stringify({ username, password: 'a good password' });
      const { hostname, port } = new URL(stopping.url);
      const socket = connect(Number(port), hostname);
      const response = text(socket);
      const head = `POST /api/token/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
      socket.write(
        `${head}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body.slice(0, 5)}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
      const stopped = stopping.stop();
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.write(body.slice(5));
      expect(await response).toMatch(/^HTTP\/1.1 200 /);
      await stopped;
    });
  });

  describe('body limit', () => {
    run({ bodyLimitBytes: 1024 });
    it('responds 413 to a body that exceeds the limit', async () => {
      const response = await service.post('/api/token/verify/', { token: 'x'.repeat(1024) });
      expect([response.status, Object.keys(response.json)]).toEqual([413, ['detail']]);
    });
  });
});
