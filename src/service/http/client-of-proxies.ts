import type { FastifyInstance, FastifyRequest } from 'fastify';
import { forwardedChain, type ProxyHeader } from './forwarded-chain.js';
import { type IsTrusted, trustOf, type TrustedProxies } from './proxy-trust.js';
import { type Scheme, schemeOf, type SchemeSource, trustedHops } from './request-scheme.js';

/** The client of a request, and the scheme of its connection. */
interface ClientConnection {
  /** Null when a trusted proxy sends no address. */
  address: string | null;
  scheme: Scheme;
}

/**
 * Finds the client: the first hop, from the service outwards, that is not a trusted proxy.
 */
export function clientBehind(
  request: SchemeSource,
  isTrusted: IsTrusted,
  proxyHeader: ProxyHeader,
): ClientConnection {
  const peer = request.socket.remoteAddress ?? null;
  const isProxy = isTrusted(peer, 0);
  const chain = isProxy ? forwardedChain(request.headers, proxyHeader) : [];
  const addresses = [peer, ...chain];
  const hops = trustedHops(addresses, isTrusted);
  const scheme = schemeOf(request, hops, proxyHeader);
  return { address: addresses[Math.min(hops, chain.length)] ?? null, scheme };
}

/**
 * Sets `ip` and `protocol` of every request. Fastify itself reads neither `Forwarded` nor addresses
 * with a port.
 *
 * @returns a function that sets them for a request for which Fastify calls no hooks
 */
export function resolveClients(
  fastify: FastifyInstance,
  proxies: TrustedProxies,
  proxyHeader: ProxyHeader,
): (request: FastifyRequest) => void {
  if (proxies === undefined) return () => {};
  const isTrusted = trustOf(proxies);
  const resolve = (request: FastifyRequest): void => {
    const { address, scheme } = clientBehind(request.raw, isTrusted, proxyHeader);
    Object.defineProperty(request, 'ip', { value: address ?? '' });
    Object.defineProperty(request, 'protocol', { value: scheme });
  };
  fastify.addHook('onRequest', (request, _reply, done) => {
    resolve(request);
    done();
  });
  return resolve;
}
