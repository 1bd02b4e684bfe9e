import type { FastifyRequest } from 'fastify';

/**
 * Lists the hosts that a request names: each `Host` header, `:authority` in HTTP/2, and the host of an
 * absolute request target. A client that names none is not a browser.
 */
export function hostsOf({ raw: { rawHeaders, url = '' } }: FastifyRequest): string[] {
  const headers = rawHeaders.filter((_, index) => {
    const name = rawHeaders[index - 1]?.toLowerCase();
    return index % 2 === 1 && (name === 'host' || name === ':authority');
  });
  const [, ofTarget] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? [];
  return ofTarget === undefined ? headers : [...headers, ofTarget];
}
