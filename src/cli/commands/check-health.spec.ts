import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { checkHealth, healthUrl } from './check-health.js';

let server: Server | undefined;
afterEach(() => void server?.closeAllConnections());
afterEach(() => void server?.close());

async function listen(response: RequestListener): Promise<number> {
  server = createServer(response).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('checkHealth', () => {
  it('reports a service that responds with 200 as ready', async () => {
    const requests: unknown[] = [];
    const port = await listen((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      response.end('{}');
    });
    expect(await checkHealth('127.0.0.1', port)).toEqual({ ready: true, reason: 'Ready.' });
    expect(requests).toEqual(['GET /health/ready']);
  });

  it.each([503, 404, 302, 500])(
    'reports a service that responds with %d as not ready',
    async (status) => {
      // prettier-ignore
      const port = await listen((_, response) => response.writeHead(status).end('why'));
      const reason = `Not ready: http://127.0.0.1:${port}/health/ready responded with ${status} why`;
      expect(await checkHealth('0.0.0.0', port)).toEqual({ ready: false, reason });
    },
  );

  it('reports a service as not ready when it does not respond within two seconds', async () => {
    const port = await listen(() => undefined);
    const begun = Date.now();
    expect(await checkHealth('127.0.0.1', port)).toEqual({
      ready: false,
      reason: `Not ready: http://127.0.0.1:${port}/health/ready did not respond within 2 s.`,
    });
    expect(Date.now() - begun).toBeLessThan(4_000);
  });

  it('reports a service as not ready when nothing listens on its port', async () => {
    expect((await checkHealth('127.0.0.1', 1)).ready).toBe(false);
    expect((await checkHealth('127.0.0.1', 0)).reason).toContain('PORT is 0');
  });
});

describe('healthUrl', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:3000/health/ready'],
    ['0.0.0.0', 'http://127.0.0.1:3000/health/ready'],
    ['::', 'http://127.0.0.1:3000/health/ready'],
    ['::1', 'http://[::1]:3000/health/ready'],
    ['10.0.0.5', 'http://10.0.0.5:3000/health/ready'],
    ['localhost', 'http://localhost:3000/health/ready'],
  ])('returns, for a service on %s, %s', (host, url) => {
    expect(healthUrl(host, 3000)).toBe(url);
    expect(URL.canParse(url)).toBe(true);
  });
});
