import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { signMessage } from './sign-message.js';
import { WebhookClient } from './webhook-client.js';

const KEY = Buffer.from('a key of twenty-four bytes');
const NOW = 1_700_000_000_999;

describe(WebhookClient.name, () => {
  let server: Server;
  let respond: RequestListener;
  const received: { request: IncomingMessage; body: string }[] = [];
  const never = new AbortController().signal;

  beforeEach(async () => {
    received.length = 0;
    respond = (_, response) => response.writeHead(204).end();
    server = createServer((request, response) => {
      void text(request).then((body) => {
        received.push({ request, body });
        respond(request, response);
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const clientFor = (host: string, more: { allowsPrivate?: boolean; timeoutMs?: number } = {}) => {
    const { port } = server.address() as AddressInfo;
    const url = new URL(`http://${host}:${port}/hook?token=x`);
    const settings = { url, keys: [KEY], allowsPrivate: more.allowsPrivate ?? true };
    return new WebhookClient(settings, more.timeoutMs);
  };
  const codeOf = (sent: Promise<unknown>) =>
    sent.then(
      (status) => status,
      (error: { code?: unknown; name?: unknown }) => error.code ?? error.name,
    );

  it('posts the signed message, and returns the status', async () => {
    const client = clientFor('127.0.0.1');
    expect(await client.send('an-id', '{"a":"ü"}', NOW, never)).toBe(204);
    client.close();
    const [{ request, body } = never as never] = received;
    const timestamp = 1_700_000_000;
    expect([request.method, request.url, body]).toEqual(['POST', '/hook?token=x', '{"a":"ü"}']);
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': 'an-id',
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signMessage({ id: 'an-id', timestamp, body }, [KEY]),
    });
  });

  it('follows no redirect', async () => {
    respond = (_, response) => response.writeHead(307, { Location: '/elsewhere' }).end();
    const client = clientFor('127.0.0.1');
    expect(await client.send('id', '{}', NOW, never)).toBe(307);
    client.close();
    expect(received).toHaveLength(1);
  });

  it.each(['127.0.0.1', '[::ffff:127.0.0.1]', 'localhost'])(
    'does not connect to %s when private addresses are not allowed',
    async (host) => {
      const client = clientFor(host, { allowsPrivate: false });
      expect(await codeOf(client.send('id', '{}', NOW, never))).toBe('PRIVATE_ADDRESS');
      client.close();
      expect(received).toEqual([]);
    },
  );

  it('fails when the receiver does not respond in time', async () => {
    respond = () => undefined;
    const client = clientFor('127.0.0.1', { timeoutMs: 50 });
    expect(await codeOf(client.send('id', '{}', NOW, never))).toBe('TIMEOUT');
    client.close();
  });

  it('fails when the receiver does not end its response in time', async () => {
    respond = (_, response) => response.writeHead(200).write('x');
    const client = clientFor('127.0.0.1', { timeoutMs: 50 });
    expect(await codeOf(client.send('id', '{}', NOW, never))).toBe('TIMEOUT');
    client.close();
  });

  it('closes the connection of a response that is too long', async () => {
    respond = (_, response) => {
      response.writeHead(200);
      const write = () => {
        if (!response.destroyed) response.write('x'.repeat(65_536), () => setImmediate(write));
      };
      write();
    };
    const client = clientFor('127.0.0.1');
    expect(await client.send('id', '{}', NOW, never)).toBe(200);
    client.close();
  });
});
