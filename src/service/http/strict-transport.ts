import { hostNameOf, isAddressOrLocalhost } from './allowed-hosts.js';
import type { Scheme } from './request-scheme.js';

/**
 * Returns the headers of a response that make browsers use only HTTPS (RFC 6797).
 *
 * Browsers ignore them for addresses (§8.1.1). On `localhost` they would apply to all services of a
 * developer, because browsers do not distinguish ports.
 *
 * @param hosts the hosts that the request names, each with an optional port
 * @param maxAgeSeconds 0: no header
 */
export function strictTransportHeaders(
  scheme: Scheme,
  hosts: readonly string[],
  maxAgeSeconds: number,
): Record<string, string> {
  if (scheme !== 'https' || maxAgeSeconds === 0) return {};
  if (hosts.length === 0 || !hosts.every(isRemoteName)) return {};
  return { 'Strict-Transport-Security': `max-age=${maxAgeSeconds}` };
}

function isRemoteName(host: string): boolean {
  const name = hostNameOf(host);
  return name !== undefined && !isAddressOrLocalhost(name);
}
