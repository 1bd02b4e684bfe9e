import { REALM } from './responses.js';
import type { ContractResponse, HttpRequest } from './contract-case.js';

const ALLOW: Readonly<Record<string, string>> = {
  '/api/token/': 'POST, OPTIONS',
  '/api/token/refresh/': 'POST, OPTIONS',
  '/api/token/verify/': 'POST, OPTIONS',
  '/api/token/blacklist/': 'POST, OPTIONS',
  '/api/token/check/': 'GET, HEAD, OPTIONS',
  '/api/token/revoke/': 'POST, OPTIONS',
  '/api/me/': 'GET, HEAD, OPTIONS',
  '/api/me/password/': 'POST, OPTIONS',
  '/api/sessions/': 'GET, HEAD, DELETE, OPTIONS',
};

/** The methods of the path of one session. */
const OF_SESSION = 'DELETE, OPTIONS';

/** Checks whether the response has a body, or would have one for GET. */
const hasType = ({ method }: HttpRequest, { status, body }: ContractResponse): boolean =>
  status !== 204 && (method === 'HEAD' || body !== '');

/** Returns the headers that a response must have (a string) or must not have (undefined). */
export function expectedHeaders(
  request: HttpRequest,
  response: ContractResponse,
): Record<string, string | undefined> {
  return {
    'content-type': hasType(request, response) ? 'application/json' : undefined,
    'www-authenticate': response.status === 401 ? (response.challenge ?? REALM) : undefined,
    allow: response.unread ? undefined : allowOf(request.path),
    ...(!response.unread && COMMON_HEADERS),
    vary: undefined,
    'access-control-allow-origin': undefined,
  };
}

/** The headers of Django's middleware, and the ban on caching of RFC 6749 §5.1. */
const COMMON_HEADERS = {
  'cache-control': 'no-store',
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};

function allowOf(path: string): string | undefined {
  const [plain = ''] = path.split('?');
  if (/^\/api\/sessions\/[^/]+\/?$/.test(plain)) return OF_SESSION;
  return ALLOW[plain.endsWith('/') ? plain : `${plain}/`];
}
