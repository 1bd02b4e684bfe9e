import dns from 'node:dns';
import { once } from 'node:events';
import { type AddressInfo, connect, Socket } from 'node:net';
import { afterEach, expect, it, jest } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { DEFAULT_CONNECTION_LIMITS } from './connection-limits.js';
import { createFastifyAdapter } from './fastify.js';
import { DEFAULT_HTTP_SETTINGS } from './http-settings.js';
import { RouteTable } from './route-table.js';

type Done = (error: null, ...found: unknown[]) => void;

afterEach(() => void jest.restoreAllMocks());

/** Resolves `localhost` to two addresses, as on a machine with IPv4 and IPv6. */
function resolveToTwoAddresses(): void {
  const lookup = (host: string, options: { all?: boolean } | Done, callback?: Done) => {
    const [{ all = false }, done] =
      typeof options === 'function' ? [{}, options] : [options, callback!];
    const found = host === 'localhost' ? ['127.0.0.1', '127.0.0.2'] : [host];
    if (all)
      done(null, found.map((address) => ({ address, family: 4 }))); // prettier-ignore
    else done(null, found[0], 4);
  };
  jest.spyOn(dns, 'lookup').mockImplementation(lookup as unknown as typeof dns.lookup);
}

it('createFastifyAdapter limits connections on every address of a host', async () => {
  resolveToTwoAddresses();
  const connections = { ...DEFAULT_CONNECTION_LIMITS, responseStallMs: 100 };
  const settings = { ...DEFAULT_HTTP_SETTINGS, connections };
  const adapter = createFastifyAdapter(new RouteTable(), settings, []);
  const fastify = adapter.getInstance<FastifyInstance>();
  const reset = jest.spyOn(Socket.prototype, 'resetAndDestroy');
  const accepted = new Promise<Socket>((resolve) => {
    fastify.get('/', ({ raw }, reply) => {
      resolve(raw.socket);
      void reply.send(Buffer.alloc(32 * 1024 * 1024));
    });
  });
  await fastify.listen({ host: 'localhost', port: 0 });
  const addresses = fastify.addresses() as AddressInfo[];
  expect(addresses.map(({ address }) => address).sort()).toEqual(['127.0.0.1', '127.0.0.2']);
  const client = connect(addresses[0]!.port, '127.0.0.2').pause();
  client.on('error', () => undefined).write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const peer = await accepted;
  await once(peer, 'close');
  expect(reset.mock.contexts).toEqual([peer]);
  client.destroy();
  await fastify.close();
});
