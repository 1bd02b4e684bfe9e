import { REALM } from './answers.js';
import type { WireAnswer, WireRequest } from './wire-case.js';

const ALLOW: Readonly<Record<string, string>> = {
  '/api/token/': 'POST, OPTIONS',
  '/api/token/refresh/': 'POST, OPTIONS',
  '/api/token/verify/': 'POST, OPTIONS',
  '/api/token/blacklist/': 'POST, OPTIONS',
  '/api/me/': 'GET, HEAD, OPTIONS',
};

/** What has a body, and what would have had one to GET. */
const hasType = ({ method }: WireRequest, { body }: WireAnswer): boolean =>
  method === 'HEAD' || body !== '';

/** The headers that an answer must have (a text) and must not have (undefined). */
export function expectedHeaders(
  request: WireRequest,
  answer: WireAnswer,
): Record<string, string | undefined> {
  return {
    'content-type': hasType(request, answer) ? 'application/json' : undefined,
    'www-authenticate': answer.status === 401 ? (answer.challenge ?? REALM) : undefined,
    allow: answer.unread ? undefined : allowOf(request.path),
    ...(!answer.unread && STOCK),
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
