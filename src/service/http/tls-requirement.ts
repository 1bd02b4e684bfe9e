import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../../auth/domain/loopback.js';
import type { ProxyHeader } from './forwarded-chain.js';
import type { Scheme } from './request-scheme.js';

/** The members of a request that decide whether it may arrive without TLS. */
export interface PlainRequest {
  scheme: Scheme;
  /** The address of the connection's other end. */
  peer: string | undefined;
  headers: IncomingHttpHeaders;
}

/** Headers that proxies add. A request with one comes from another machine. */
const PROXY_HEADERS = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];

/** Returns the reason of a refusal. Names the header that the operator has configured. */
export function tlsRequiredMessage(proxyHeader: ProxyHeader): string {
  const sent = proxyHeader === 'forwarded' ? 'proto in Forwarded' : 'X-Forwarded-Proto';
  return `HTTPS is required. Behind a proxy, TRUST_PROXY must be set, and the proxy must send ${sent}.`;
}

/**
 * Checks whether a request crossed a network without TLS. A program on this machine may send requests
 * without it, unless it is a proxy that forwards those of others.
 */
export function isUnprotected({ scheme, peer = '', headers }: PlainRequest): boolean {
  if (scheme === 'https') return false;
  const isForwarded = PROXY_HEADERS.some((name) => headers[name] !== undefined);
  return isForwarded || !isLoopback(peer);
}
