import { REALM } from './responses.js';
import type { ContractResponse, WireRequest } from './contract-case.js';

const ALLOW: Readonly<Record<string, string>> = {
  '/api/token/': 'POST, OPTIONS',
  '/api/token/refresh/': 'POST, OPTIONS',
  '/api/token/verify/': 'POST, OPTIONS',
  '/api/token/blacklist/': 'POST, OPTIONS',
  '/api/me/': 'GET, HEAD, OPTIONS',
};

/** What has a body, and what would have had one to GET. */
const hasType = ({ method }: WireRequest, { body }: ContractResponse): boolean =>
  method === 'HEAD' || body !== '';

/** The headers that an answer must have (a text) and must not have (undefined). */
export function expectedHeaders(
  request: WireRequest,
  response: ContractResponse,
): Record<string, string | undefined> {
  return {
    'content-type': hasType(request, response) ? 'application/json' : undefined,
    'www-authenticate': response.status === 401 ? (response.challenge ?? REALM) : undefined,
    allow: response.unread ? undefined : allowOf(request.path),
    ...(!response.unread && STOCK),
    vary: undefined,
    'access-control-allow-origin': undefined,
  };
}

/** Those of Django's own middleware, on every answer, and that nobody keeps it (RFC 6749 §5.1). */
const STOCK = {
  'cache-control': 'no-store',
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};

function allowOf(path: string): string | undefined {
  const [plain = ''] = path.split('?');
  return ALLOW[plain.endsWith('/') ? plain : `${plain}/`];
}
