import type { Transport } from './transport.js';
import { message, readOnly, record, refresh, refusals, schemas, text, token } from './schemas.js';

const refreshJti = text(
  64,
  '\\S',
  'The `jti` of the refresh token in the cookie. The page stores the key of this token under it.',
);

/** The `jti` of the example refresh token. The explorer replaces it. */
export const REFRESH_JTI = '0f4e7a3bc1d25968a0b7c6d5e4f30211';

/** The `jti` of its successor. */
export const SUCCESSOR_JTI = '5b1d90c2e7a84f3692d0c8b7a6f51e43';

/** @param hasAccess whether the access token is a field of the response */
const tokens = (description: string, hasAccess: boolean) =>
  record(description, {
    ...(hasAccess && { access: readOnly(token('A short-lived access token for the API.')) }),
    refresh_jti: readOnly(refreshJti),
  });

/** The schemas that a service with cookies adds. */
export function cookieSchemas(transport: Transport) {
  const hasAccess = transport.accessTokenTransport === 'header';
  const isOptional = transport.refreshTokenTransport === 'both';
  return {
    TokenObtainCookie: tokens('The refresh token is in the cookie of the response.', hasAccess),
    TokenRefreshCookieRequest: record(
      'The refresh token to exchange is in the cookie.',
      { refresh_jti: refreshJti, ...(isOptional && { refresh }) },
      [],
    ),
    TokenRefreshCookie: tokens(
      'The new refresh token is in the cookie of the response.',
      hasAccess,
    ),
    TokenBlacklistCookieRequest: record(
      'A refresh token of the session to revoke is in the cookie.',
      isOptional ? { refresh } : {},
      [],
    ),
    TokenMismatch: record('The cookie has another refresh token than the request names.', {
      detail: message,
      refresh_jti: refreshJti,
    }),
    FieldErrors: {
      ...schemas.FieldErrors,
      properties: { ...schemas.FieldErrors.properties, refresh_jti: refusals },
    },
  };
}

/** @param required false: only a request with a cookie needs it */
export const requestedWith = (required: boolean) => ({
  name: 'X-Requested-With',
  in: 'header',
  required,
  description:
    'Any value. A page of another origin cannot send this header without a CORS preflight. A request ' +
    'with a cookie that can change state needs it, or an `Idempotency-Key`.',
  schema: { type: 'string', minLength: 1, maxLength: 100, pattern: '^[!-~]+$' },
  example: 'fetch',
});

/** @param name one of the headers in which a gateway sends the method of the client */
export const originalMethod = (name: string) => ({
  name,
  in: 'header',
  required: false,
  description:
    'The method of the client, from a proxy in `TRUST_PROXY`. A cookie is checked as for a request ' +
    'that can change state, unless the method is GET, HEAD or OPTIONS.',
  schema: { type: 'string', maxLength: 100, pattern: '^[!-~]+$' },
  example: 'GET',
});

export const transportHeader = {
  name: 'X-Refresh-Token-Transport',
  in: 'header',
  required: false,
  description:
    '`cookie`: the response sets the refresh token as a cookie. By default it is a field.',
  schema: { type: 'string', enum: ['body', 'cookie'] },
};

export const cookieHeaders = {
  'Set-Cookie': {
    description:
      'Sets or clears a cookie with a token or the ID of a session. Its attributes are `HttpOnly`, `Secure` and `SameSite`.',
    schema: { type: 'string', maxLength: 20_000, pattern: '^__(Host-Http|Secure)-keyturn-' },
    example: '__Host-Http-keyturn-refresh=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict',
  },
};
