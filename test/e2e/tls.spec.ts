import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestOverHttp,
} from 'node:http';
import { request } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ALICE, Deployment } from '../support/deployment.js';
import { createCertificate } from '../support/certificates.js';
import { freePort } from '../support/postgres.mjs';
import { keyturn } from '../support/run-cli.js';
import type { ServerProcess } from '../support/server-process.js';

interface Response {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  text: string;
}

let folder: string;
let certificate: { cert: string; key: string };
const files = () => ({
  TLS_CERT_FILE: join(folder, 'cert.pem'),
  TLS_KEY_FILE: join(folder, 'key.pem'),
});

/** Replaces both files at once, as certbot does. */
function install({ cert, key }: typeof certificate): void {
  for (const [path, content] of [
    [files().TLS_CERT_FILE, cert],
    [files().TLS_KEY_FILE, key],
  ] as const) {
    writeFileSync(`${path}.new`, content, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-tls-'));
  certificate = await createCertificate({ names: ['auth.example.org'] });
  install(certificate);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Verifies the certificate for its name, as a client does. */
async function send(url: string, method: string, body?: object, ca = certificate.cert) {
  const options = { method, ca, servername: 'auth.example.org', agent: false } as const;
  const headers = { Host: 'auth.example.org', 'Content-Type': 'application/json' };
  const sent = request(url, { ...options, headers });
  sent.end(body && JSON.stringify(body));
  return responseOf(await once(sent, 'response'));
}

async function responseOf([response]: unknown[]): Promise<Response> {
  const message = response as IncomingMessage;
  const { statusCode: status, headers } = message;
  return { status, headers, text: await text(message) };
}

async function handshake(url: string, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const { hostname, port } = new URL(url);
  const to = { host: hostname, port: Number(port), rejectUnauthorized: false };
  const socket = connect({ ...to, ...options });
  await once(socket, 'secureConnect');
  return socket;
}

describe('HTTPS without a proxy', () => {
  let deployment: Deployment;
  let server: ServerProcess;
  let redirectUrl: string;
  beforeAll(async () => {
    const redirectPort = await freePort();
    redirectUrl = `http://127.0.0.1:${redirectPort}`;
    deployment = await Deployment.create('sqlite', {
      ...files(),
      NODE_ENV: 'production',
      HTTP_REDIRECT_PORT: String(redirectPort),
      SHUTDOWN_DELAY: '0s',
    });
    server = await deployment.start();
  });
  afterAll(() => deployment.drop());

  it('logs the URL with https and serves log-ins, refreshes and HSTS', async () => {
    expect(server.url).toMatch(/^https:/);
    const logIn = await send(`${server.url}/api/token/`, 'POST', ALICE);
    expect(logIn.status).toBe(200);
    expect(logIn.headers['strict-transport-security']).toBe('max-age=31536000');
    const { refresh } = JSON.parse(logIn.text) as { refresh: string };
    expect((await send(`${server.url}/api/token/refresh/`, 'POST', { refresh })).status).toBe(200);
  });

  it('allows the names of the certificate as hosts, and no others', async () => {
    expect((await send(`${server.url}/api/openapi.json`, 'GET')).status).toBe(200);
    const socket = await handshake(server.url);
    socket.write('GET /api/me/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it.each([
    ['TLSv1.3', 'TLSv1.3'],
    ['TLSv1.2', 'TLSv1.2'],
  ] as const)('speaks %s', async (maxVersion, protocol) => {
    const socket = await handshake(server.url, { maxVersion });
    expect([socket.getProtocol(), socket.alpnProtocol]).toEqual([protocol, false]);
    socket.destroy();
  });

  it.each([
    ['TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }],
    ['a cipher without forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }],
    ['a cipher in CBC mode', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' }],
  ] as const)('refuses %s', async (_, options) => {
    await expect(handshake(server.url, options)).rejects.toMatchObject({
      code: expect.stringMatching(/^(ERR_SSL|ECONNRESET|EPROTO)/),
    });
  });

  it('sends no response to plain HTTP on the same port', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connectTcp(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write('GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(await text(socket).catch(() => '')).not.toContain('HTTP/1.1 200');
    expect((await send(`${server.url}/health/live`, 'GET')).status).toBe(200);
  });

  it.each(['GET', 'HEAD'])('redirects %s from the other port', async (method) => {
    const sent = requestOverHttp(`${redirectUrl}/api/docs/?a=b`, { method, agent: false });
    sent.setHeader('Host', 'auth.example.org').end();
    const { status, headers } = await responseOf(await once(sent, 'response'));
    const { port } = new URL(server.url);
    expect([status, headers.location, headers.connection]).toEqual([
      308,
      `https://auth.example.org:${port}/api/docs/?a=b`,
      'close',
    ]);
  });

  it('refuses a log-in on the other port', async () => {
    const sent = requestOverHttp(`${redirectUrl}/api/token/`, { method: 'POST', agent: false });
    sent.end(JSON.stringify(ALICE));
    const { status, text: body } = await responseOf(await once(sent, 'response'));
    expect([status, body]).toEqual([403, expect.stringContaining('HTTPS is required.')]);
  });

  it('is ready for keyturn healthcheck', async () => {
    const { port } = new URL(server.url);
    await keyturn(['healthcheck'], { ...files(), PORT: port });
  });

  it('serves a renewed certificate without a restart, and keeps the old one while the pair is incomplete', async () => {
    const renewed = await createCertificate({ names: ['auth.example.org'] });
    writeFileSync(files().TLS_CERT_FILE, renewed.cert);
    await untilLogged('The changed certificate is not used');
    expect((await send(`${server.url}/health/live`, 'GET')).status).toBe(200);
    writeFileSync(files().TLS_KEY_FILE, renewed.key);
    await untilLogged('Serving a new certificate');
    const response = await send(`${server.url}/health/live`, 'GET', undefined, renewed.cert);
    expect(response.status).toBe(200);
    await expect(send(`${server.url}/health/live`, 'GET')).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(server.output).not.toContain('PRIVATE KEY');
    install(certificate);
  });

  const untilLogged = async (message: string) => {
    while (!server.output.includes(message)) await setTimeout(20);
  };
});

describe('the limits of connections over TLS', () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.create('sqlite', { ...files(), SHUTDOWN_DELAY: '0s' });
  });
  afterAll(() => deployment.drop());

  it('responds to a request in flight and closes idle connections and handshakes when it stops', async () => {
    const server = await deployment.start();
    const { hostname, port } = new URL(server.url);
    const silent = connectTcp(Number(port), hostname);
    await once(silent, 'connect');
    const idle = await handshake(server.url);
    const busy = await handshake(server.url);
    const body = JSON.stringify(ALICE);
    busy.write(
      `POST /api/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    await setTimeout(200);
    const ended = [silent, idle].map((socket) => once(socket.resume(), 'close'));
    const stopped = server.stop();
    await Promise.all(ended);
    busy.write(body);
    expect(await text(busy)).toMatch(/^HTTP\/1\.1 200 .*Connection: close/is);
    expect(await stopped).toBe(0);
  });

  it('limits the number of connections', async () => {
    const server = await deployment.start({ MAX_CONNECTIONS: '2' });
    const open = [await handshake(server.url), await handshake(server.url)];
    await expect(handshake(server.url)).rejects.toMatchObject({ code: 'ECONNRESET' });
    for (const socket of open) socket.destroy();
    await server.stop();
  });

  it('limits the requests in flight of one connection', async () => {
    const server = await deployment.start();
    const socket = await handshake(server.url);
    const body = JSON.stringify(ALICE);
    const logIn = `POST /api/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    socket.write(logIn.repeat(80));
    const received = await text(socket);
    expect(received.match(/^HTTP\/1\.1 /gm)?.length).toBeLessThanOrEqual(32);
    expect(received).toMatch(/Connection: close/i);
    await server.stop();
  });

  it('responds to malformed and overlong requests', async () => {
    const server = await deployment.start();
    for (const [request, status] of [
      ['nonsense\r\n\r\n', 400],
      [`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
      ['CONNECT evil.example:80 HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ] as const) {
      const socket = await handshake(server.url);
      socket.write(request);
      expect(await text(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .*"detail"`, 's'));
    }
    await server.stop();
  });

  it.each([
    ['auth.example.org', true],
    ['localhost', false],
    [undefined, false],
  ])(
    'responds to malformed requests for %s with security headers (HSTS: %s)',
    async (servername, hasHsts) => {
      const server = await deployment.start();
      for (const request of [
        'nonsense\r\n\r\n',
        `GET /%ff HTTP/1.1\r\nHost: ${servername ?? '127.0.0.1'}\r\nConnection: close\r\n\r\n`,
      ]) {
        const socket = await handshake(server.url, servername === undefined ? {} : { servername });
        socket.write(request);
        const received = (await text(socket)).toLowerCase();
        expect(received).toMatch(/^http\/1\.1 400 /);
        expect(received).toContain('\r\ncache-control: no-store\r\n');
        expect(received).toContain('\r\nx-content-type-options: nosniff\r\n');
        const hsts = '\r\nstrict-transport-security: max-age=31536000\r\n';
        expect(received.includes(hsts)).toBe(hasHsts);
      }
      await server.stop();
    },
  );
});
