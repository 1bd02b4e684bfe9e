import { once } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Registry } from 'prom-client';
import { PageFiles } from '../../src/service/explorer/page-files.js';
import { asset } from '../../src/service/http/asset.js';
import { DEFAULT_CONNECTION_LIMITS } from '../../src/service/http/connection-limits.js';
import { serveMetrics } from '../../src/service/metrics/metrics-server.js';
import { sendRaw } from '../support/connection.js';
import { type InProcessService, TestService } from '../support/service.js';

const STALL_MS = 100;
const ASSET = '/api/docs/swagger-ui-bundle.js';
const head = (target: string, more = '') =>
  `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;

/** Only the built service has the real file. This one is larger than the socket buffers. */
beforeAll(() => {
  const file = asset('text/javascript', Buffer.alloc(32 * 1024 * 1024, 'x'));
  jest.spyOn(PageFiles.prototype, 'read').mockResolvedValue(file);
});
afterAll(() => void jest.restoreAllMocks());

const sockets: Socket[] = [];
afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));

/** Connects a client that does not read. @returns the server's side of the connection */
async function connectWithoutReading(server: Server, send: string): Promise<Socket> {
  const address = server.address() as { port: number };
  const accepted = once(server, 'connection');
  const client = connect(address.port, '127.0.0.1').on('error', () => undefined);
  sockets.push(client.pause());
  client.write(send);
  const [peer] = (await accepted) as [Socket];
  return peer;
}

describe('a client that does not read its responses', () => {
  let service: InProcessService;
  let server: Server;

  beforeAll(async () => {
    const connections = { ...DEFAULT_CONNECTION_LIMITS, responseStallMs: STALL_MS };
    service = await TestService.startInProcess('sqlite', {}, { connections, hasExplorer: true });
    server = service.app.getHttpServer();
  });
  afterAll(() => service.stop());

  it.each([
    ['pipelines 400 requests for a large file', head(ASSET).repeat(400)],
    ['sends one request', head(ASSET)],
    [
      'requests to close the connection',
      head(ASSET).repeat(19) + head(ASSET, 'Connection: close\r\n'),
    ],
    ['starts another request', `${head(ASSET).repeat(20)}GET /api/me/`],
    ['mixes methods and unknown paths', `${head(ASSET).repeat(5)}${head('/nothing')}OPTIONS /api/me/ HTTP/1.1\r\n\r\n`.repeat(10)], // prettier-ignore
  ])('disconnects a client that does not read its responses and %s', async (_, send) => {
    const peer = await connectWithoutReading(server, send);
    const reset = jest.spyOn(peer, 'resetAndDestroy');
    await once(peer, 'close');
    expect(reset).toHaveBeenCalledTimes(1);
    expect((await service.get('/health/live')).status).toBe(200);
  });

  it('disconnects a client that does not read its responses and sends invalid HTTP', async () => {
    const peer = await connectWithoutReading(server, head(ASSET));
    const reset = jest.spyOn(peer, 'resetAndDestroy');
    const closed = once(peer, 'close');
    while (peer.writableLength === 0) await new Promise((resolve) => setImmediate(resolve));
    sockets.at(-1)?.write('\x16\x03\x01\r\n\r\n');
    await closed;
    expect(reset).toHaveBeenCalledTimes(1);
  });
});

describe('a client that reads its responses', () => {
  let service: InProcessService;

  beforeAll(async () => {
    service = await TestService.startInProcess('sqlite', {}, { hasExplorer: true });
  });
  afterAll(() => service.stop());

  it('responds to pipelined requests up to the limit, then closes the connection', async () => {
    const { maxRequestsInFlight } = DEFAULT_CONNECTION_LIMITS;
    const responses = await sendRaw(service.url, head('/api/me/').repeat(2 * maxRequestsInFlight));
    expect(responses.match(/HTTP\/1\.1 401 /g)).toHaveLength(maxRequestsInFlight);
    expect(responses.match(/^connection: close/gim)).toHaveLength(1);
  });

  it('sends a large file completely, with its Content-Length', async () => {
    const { headers, text: body } = await service.get(ASSET);
    expect(Number(headers.get('content-length'))).toBe(Buffer.byteLength(body));
    const bodiless = await service.send('HEAD', ASSET, undefined);
    expect(bodiless.headers.get('content-length')).toBe(headers.get('content-length'));
  });
});

it('the metrics server disconnects a client that does not read its responses', async () => {
  const metrics = () => Promise.resolve('x'.repeat(32 * 1024 * 1024));
  const registry = { contentType: 'text/plain', metrics } as unknown as Registry;
  const limits = { ...DEFAULT_CONNECTION_LIMITS, responseStallMs: STALL_MS };
  const server = await serveMetrics(registry, '127.0.0.1', 0, limits);
  const peer = await connectWithoutReading(server, head('/metrics'));
  const reset = jest.spyOn(peer, 'resetAndDestroy');
  await once(peer, 'close');
  expect(reset).toHaveBeenCalledTimes(1);
  server.close();
});
