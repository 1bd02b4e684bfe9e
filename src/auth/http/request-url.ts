import type { HttpRequest } from './platform.js';

/**
 * Returns the URL of a request without its query, as the client sees it. The scheme is that of the
 * proxy in front if the platform trusts it.
 *
 * @returns only the path for a request without `Host`
 */
export function urlOf({ protocol = 'http', headers, originalUrl = '/' }: HttpRequest): string {
  const [path = '/'] = originalUrl.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/, 1);
  const host = (headers['host'] ?? headers[':authority'])?.toString();
  return host === undefined ? path : `${protocol}://${host}${path}`;
}
