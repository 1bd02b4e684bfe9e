import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { forwardedChain, type ProxyHeader } from './forwarded-chain.js';
import { type IsTrusted, trustOf, type TrustedProxies } from './proxy-trust.js';

/**
 * Finds the address of the client: the first hop, from the service outwards, that is not a trusted
 * proxy.
 *
 * @returns null when a trusted proxy sends no address
 */
export function clientBehind(
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  isTrusted: IsTrusted,
  proxyHeader: ProxyHeader,
): string | null {
  const peer = socket.remoteAddress ?? null;
  if (!isTrusted(peer, 0)) return peer;
  const hops = [peer, ...forwardedChain(headers, proxyHeader)];
  const client = hops.findIndex((address, hop) => !isTrusted(address, hop));
  return hops.at(client) ?? null;
}

/**
 * Sets `ip` of every request. Fastify itself reads neither `Forwarded` nor addresses with a port.
 *
 * @returns a function that sets `ip` of a request for which Fastify calls no hooks
 */
export function resolveClients(
  fastify: FastifyInstance,
  proxies: TrustedProxies,
  proxyHeader: ProxyHeader,
): (request: FastifyRequest) => void {
  if (proxies === undefined) return () => {};
  const isTrusted = trustOf(proxies);
  const resolve = (request: FastifyRequest): void => {
    const value = clientBehind(request.raw, isTrusted, proxyHeader) ?? '';
    Object.defineProperty(request, 'ip', { value });
  };
  fastify.addHook('onRequest', (request, _reply, done) => {
    resolve(request);
    done();
  });
  return resolve;
}
