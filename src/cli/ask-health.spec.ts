import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { askHealth, healthUrl } from './ask-health.js';

let server: Server | undefined;
afterEach(() => void server?.closeAllConnections());
afterEach(() => void server?.close());

async function listen(response: RequestListener): Promise<number> {
  server = createServer(response).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('a service', () => {
  it('that answers 200 is ready', async () => {
    const asked: unknown[] = [];
    const port = await listen((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end('{}');
    });
    expect(await askHealth('127.0.0.1', port)).toEqual({ ready: true, reason: 'Ready.' });
    expect(asked).toEqual(['GET /health/ready']);
  });

  it.each([503, 404, 302, 500])('that answers %d is not', async (status) => {
    const port = await listen((_, response) => response.writeHead(status).end('why'));
    const reason = `Not ready: http://127.0.0.1:${port}/health/ready answered ${status} why`;
    expect(await askHealth('0.0.0.0', port)).toEqual({ ready: false, reason });
  });

  it('that does not answer in two seconds is not', async () => {
    const port = await listen(() => undefined);
    const begun = Date.now();
    expect(await askHealth('127.0.0.1', port)).toEqual({
      ready: false,
      reason: `Not ready: http://127.0.0.1:${port}/health/ready did not answer in 2 s.`,
    });
    expect(Date.now() - begun).toBeLessThan(4_000);
  });

  it('that is not there is not', async () => {
    expect((await askHealth('127.0.0.1', 1)).ready).toBe(false);
    expect((await askHealth('127.0.0.1', 0)).reason).toContain('PORT is 0');
  });
});

describe('the place to ask', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:3000/health/ready'],
    ['0.0.0.0', 'http://127.0.0.1:3000/health/ready'],
    ['::', 'http://127.0.0.1:3000/health/ready'],
    ['::1', 'http://[::1]:3000/health/ready'],
    ['10.0.0.5', 'http://10.0.0.5:3000/health/ready'],
    ['localhost', 'http://localhost:3000/health/ready'],
  ])('of a service on %s is %s', (host, url) => {
    expect(healthUrl(host, 3000)).toBe(url);
    expect(URL.canParse(url)).toBe(true);
  });
});
