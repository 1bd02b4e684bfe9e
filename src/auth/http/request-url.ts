import type { HttpRequest } from './platform.js';

/** A host name, an IPv4 address or an IPv6 address in brackets, with or without a port. */
const HOST = /^([\w.-]{1,255}|\[[\da-f:.]{2,45}\])(:\d{1,5})?$/i;

/**
 * Returns the URL of a request without its query, as the client sees it. Without `publicUrl`, the
 * scheme is that of the proxy in front if the platform trusts it.
 *
 * @param publicUrl the origin under which clients reach the application
 * @returns only the path for a request without a valid `Host`
 */
export function urlOf(
  { protocol = 'http', headers, originalUrl = '/' }: HttpRequest,
  publicUrl?: string,
): string {
  const [path = '/'] = originalUrl.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/, 1);
  if (publicUrl !== undefined) return `${publicUrl}${path}`;
  const host = hostOf(headers) ?? '';
  return HOST.test(host) ? `${protocol}://${host}${path}` : path;
}

/** Returns the host that a request names, which HTTP/2 sends as `:authority`. */
export const hostOf = (headers: HttpRequest['headers']): string | undefined =>
  (headers['host'] ?? headers[':authority'])?.toString();
