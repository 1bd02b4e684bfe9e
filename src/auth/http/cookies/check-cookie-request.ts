import { AuthError } from '../../domain/auth-error.js';
import type { HttpRequest } from '../platform.js';
import { hostOf } from '../request-url.js';
import { isTrustedSource } from './request-source.js';

/** The headers that a page of another site cannot send without a preflight. */
const CUSTOM_HEADERS = ['x-requested-with', 'idempotency-key'];

const JSON_TYPE = /^application\/json\s*(;|$)/i;

/**
 * Checks that no page of another site caused a request that a cookie authenticates, or whose
 * response sets one: by the origin, and by a header that only a preflight permits.
 *
 * @param isAllowed decides about other origins
 * @throws {AuthError} `cross_site_request`
 */
export function checkCookieRequest(
  { headers }: HttpRequest,
  isAllowed: (origin: string) => boolean,
): void {
  const source = {
    origin: textOf(headers['origin']),
    fetchSite: textOf(headers['sec-fetch-site']),
    host: hostOf(headers),
  };
  if (!isTrustedSource(source, isAllowed)) throw new AuthError('cross_site_request');
  if (CUSTOM_HEADERS.some((name) => headers[name] !== undefined)) return;
  throw refusal('Requests with cookies need the header X-Requested-With or Idempotency-Key.');
}

/**
 * Checks a request to a token endpoint like {@link checkCookieRequest}. Its body must be JSON, which
 * a form cannot send.
 *
 * @throws {AuthError} `cross_site_request`
 */
export function checkTokenRequest(
  request: HttpRequest,
  isAllowed: (origin: string) => boolean,
): void {
  checkCookieRequest(request, isAllowed);
  if (JSON_TYPE.test(textOf(request.headers['content-type']) ?? '')) return;
  throw refusal('Requests with cookies need Content-Type: application/json.');
}

const refusal = (message: string): AuthError => new AuthError('cross_site_request', { message });

const textOf = (value: string | string[] | undefined): string | undefined => value?.toString();
