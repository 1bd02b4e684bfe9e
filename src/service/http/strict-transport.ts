import { hostNameOf, isAddressOrLocalhost } from './allowed-hosts.js';

export const STRICT_TRANSPORT_HEADER = 'Strict-Transport-Security';

/**
 * Returns the value of `Strict-Transport-Security` (RFC 6797) in a response over TLS.
 *
 * Browsers ignore it for addresses (§8.1.1). On `localhost` it would apply to all services of a
 * developer, because browsers do not distinguish ports.
 *
 * @param hosts the hosts that the request names, each with an optional port
 * @param maxAgeSeconds 0: the header is not sent
 * @returns undefined if the response must not have the header
 */
export function strictTransportOf(
  hosts: readonly string[],
  maxAgeSeconds: number,
): string | undefined {
  const isForNames = hosts.length > 0 && hosts.every(isPublicName);
  return isForNames && maxAgeSeconds > 0 ? `max-age=${maxAgeSeconds}` : undefined;
}

function isPublicName(host: string): boolean {
  const name = hostNameOf(host);
  return name !== undefined && !isAddressOrLocalhost(name);
}
