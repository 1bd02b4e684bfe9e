import type { FastifyRequest } from 'fastify';

/**
 * Lists the hosts that a request names: each `Host` header, `:authority` in HTTP/2, and the host of an
 * absolute request target. A client that names none is not a browser.
 */
export function hostsOf({ raw: { rawHeaders, url = '' } }: FastifyRequest): string[] {
  const hosts: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (HOST_HEADER.test(rawHeaders[index]!)) hosts.push(rawHeaders[index + 1]!);
  }
  const [, ofTarget] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? [];
  return ofTarget === undefined ? hosts : [...hosts, ofTarget];
}

const HOST_HEADER = /^(?:host|:authority)$/i;
