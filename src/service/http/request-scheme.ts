import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { forwardedElements, forwardedHeaderOf, type ProxyHeader } from './forwarded-chain.js';
import { listOf } from '../text/list-of.js';
import type { IsTrusted } from './proxy-trust.js';

export type Scheme = 'http' | 'https';

/** The members of a request that its scheme depends on. */
export type SchemeSource = Pick<IncomingMessage, 'headers'> & {
  socket: { encrypted?: boolean; remoteAddress?: string | undefined };
};

/**
 * Finds the scheme of the client's own connection: that of this connection, or what the outermost
 * trusted proxy wrote about the connection of the client.
 *
 * @param hops the number of trusted proxies that the request passed
 */
export function schemeOf(
  { headers, socket }: SchemeSource,
  hops: number,
  proxyHeader: ProxyHeader,
): Scheme {
  if (hops === 0) return socket.encrypted === true ? 'https' : 'http';
  const schemes = forwardedSchemes(headers, proxyHeader);
  // A proxy that replaces the header, instead of appending to it, leaves one entry for all hops.
  const ofClient = schemes[hops - 1] ?? schemes.at(-1);
  return ofClient?.toLowerCase() === 'https' ? 'https' : 'http';
}

/** Counts the trusted proxies from the service outwards. */
export function trustedHops(addresses: readonly (string | null)[], isTrusted: IsTrusted): number {
  const client = addresses.findIndex((address, hop) => !isTrusted(address, hop));
  return client === -1 ? addresses.length : client;
}

/** @returns the schemes that proxies wrote, the entry of the nearest proxy first */
function forwardedSchemes(headers: IncomingHttpHeaders, proxyHeader: ProxyHeader): string[] {
  const written = listOf([headers['x-forwarded-proto'] ?? ''].flat().join(',')).reverse();
  if (forwardedHeaderOf(headers, proxyHeader) === 'x-forwarded-for') return written;
  const isChosen = proxyHeader === 'forwarded' || headers['x-forwarded-proto'] === undefined;
  // A proxy that sends X-Forwarded-Proto alone may pass on a Forwarded of the client, whose elements
  // must not decide which entry counts.
  return isChosen ? forwardedElements(headers, 'proto') : written.slice(0, 1);
}
