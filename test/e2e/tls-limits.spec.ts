import { once } from 'node:events';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_CONNECTION_LIMITS } from '../../src/service/http/connection-limits.js';
import { closeRedirects, serveRedirects } from '../../src/service/tls/redirect-server.js';
import { createCertificate } from '../support/certificates.js';
import { type InProcessService, TestService } from '../support/service.js';

const LIMITS = { ...DEFAULT_CONNECTION_LIMITS, headersMs: 300, requestMs: 600, keepAliveMs: 300 };
const HEALTH = 'GET /health/ready HTTP/1.1\r\nHost: localhost\r\n';
const POST =
  'POST /api/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n';

describe('the times and headers of requests over TLS', () => {
  let service: InProcessService;
  let port: number;
  beforeAll(async () => {
    const pair = await createCertificate();
    const files = { certFile: '', keyFile: '' };
    const facts = { names: ['localhost'], validUntil: Infinity };
    const certificate = { pair, files, facts, state: 'missing missing' };
    service = await TestService.startInProcess('sqlite', {}, { connections: LIMITS, certificate });
    ({ port } = service.app.getHttpServer().address() as AddressInfo);
  });
  afterAll(() => service.stop());

  async function handshake(ALPNProtocols?: string[]): Promise<TLSSocket> {
    const protocols = ALPNProtocols && { ALPNProtocols };
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...protocols });
    await once(socket, 'secureConnect');
    return socket;
  }

  it.each([
    ['sends nothing', ''],
    ['sends its headers slowly', HEALTH],
    ['sends its body slowly', `${POST}\r\n{`],
  ])('responds with 408 to a client that %s', async (_, sent) => {
    const socket = await handshake();
    socket.write(sent);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 .*The request did not arrive in time/s);
  });

  it('closes a connection that is idle after a response', async () => {
    const socket = await handshake();
    socket.write(`${HEALTH}\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('responds to Expect: 100-continue before the body is sent', async () => {
    const socket = await handshake();
    socket.write(`${POST}Connection: close\r\nExpect: 100-continue\r\n\r\n`);
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write('{}');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('selects HTTP/1.1 for a client that prefers HTTP/2', async () => {
    const socket = await handshake(['h2', 'http/1.1']);
    expect(socket.alpnProtocol).toBe('http/1.1');
    socket.destroy();
  });

  it('closes the connection of a client that speaks HTTP/2 only', async () => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      rejectUnauthorized: false,
      ALPNProtocols: ['h2'],
    });
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toMatch(/ALERT_NO_APPLICATION_PROTOCOL|ECONNRESET/);
  });
});

describe('the redirect from HTTP', () => {
  const settings = { publicUrl: undefined, tlsPort: 443, allowedHosts: [] };

  async function redirects() {
    const server = await serveRedirects({ host: '127.0.0.1', port: 0 }, settings, LIMITS);
    const { port } = server.address() as AddressInfo;
    const open = () => connectTcp(port, '127.0.0.1').on('error', () => undefined);
    return { server, open };
  }

  it('reads no body before it refuses a request', async () => {
    const { server, open } = await redirects();
    const socket = open();
    socket.write(`${POST}Expect: 100-continue\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 403 /);
    server.close();
  });

  it('does not keep silent connections open after it closes', async () => {
    const { server, open } = await redirects();
    const socket = open();
    await once(server, 'connection');
    const ended = once(socket.resume(), 'close').then(() => 'closed');
    closeRedirects(server);
    expect(await Promise.race([ended, setTimeout(200, 'open')])).toBe('closed');
  });
});
