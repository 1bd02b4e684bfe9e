import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createCertificate } from '../../../test/support/certificates.js';
import type { KeyPair } from '../tls/key-pair.js';
import { tlsOptions } from '../tls/server-options.js';
import { DEFAULT_CONNECTION_LIMITS } from './connection-limits.js';
import { guardServer } from './guard-server.js';

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** More than the operating system holds for a client that does not read. */
const LARGE = Buffer.alloc(32 * 1024 * 1024);

describe('guardServer over TLS', () => {
  let pair: KeyPair;
  let server: Server;
  let client: TLSSocket;
  beforeAll(async () => (pair = await createCertificate()));
  afterEach(() => {
    client.destroy();
    server.close();
    jest.restoreAllMocks();
  });

  /** Sends requests and does not read. @returns the server's socket of the network */
  async function send(requests: string, listener: RequestListener): Promise<Socket> {
    server = createServer(tlsOptions(pair), listener);
    const limits = { ...DEFAULT_CONNECTION_LIMITS, maxRequestsInFlight: 1, responseStallMs: 100 };
    guardServer(server, limits);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const accepted = once(server, 'connection');
    const { port } = server.address() as AddressInfo;
    client = connect({ host: '127.0.0.1', port, ca: pair.cert });
    client.on('error', () => undefined).pause();
    client.write(requests);
    return (await accepted)[0] as Socket;
  }

  it.each<[string, string, RequestListener]>([
    ['does not read its response', GET, (_, response) => void response.end(LARGE)],
    ['keeps sending requests beyond the limit', GET.repeat(2_000), () => undefined],
  ])('resets the connection of a client that %s', async (_, requests, listener) => {
    const reset = jest.spyOn(Socket.prototype, 'resetAndDestroy');
    const network = await send(requests, listener);
    await once(network, 'close');
    expect(reset.mock.contexts).toEqual([network]);
  });
});
