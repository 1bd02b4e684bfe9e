import { AuthError } from '../../domain/auth-error.js';

/** How a refresh token travels between the client and the service. */
export type RefreshTokenTransport = 'body' | 'cookie';

/** `both`: each client chooses. */
export type AllowedTransport = RefreshTokenTransport | 'both';

/** The request header with which a client chooses at the log-in. */
export const TRANSPORT_HEADER = 'x-refresh-token-transport';

/**
 * Chooses the transport of a log-in's response.
 *
 * @param header the value of {@link TRANSPORT_HEADER}
 * @throws {AuthError} `invalid_request` for a value that is unknown or not allowed
 */
export function chooseForLogin(allowed: AllowedTransport, header: unknown): RefreshTokenTransport {
  if (header === undefined) return allowed === 'both' ? 'body' : allowed;
  const expected = allowed === 'both' ? (['body', 'cookie'] as const) : [allowed];
  const chosen = expected.find((one) => one === header);
  if (chosen !== undefined) return chosen;
  const message = `X-Refresh-Token-Transport must be ${expected.join(' or ')}.`;
  throw new AuthError('invalid_request', { message });
}

/** The signs in a request from which {@link chooseForToken} chooses. */
export interface TokenRequestSigns {
  /** Whether the body has a refresh token. */
  hasField: boolean;
  /** Whether the body names the refresh token of a cookie. */
  hasJti: boolean;
  /** Whether the request has a cookie with a refresh token. */
  hasCookie: boolean;
}

/**
 * Chooses the transport of a refresh or a log-out. The response has the same one. A page whose cookie
 * has expired still sends `refresh_jti`, and needs the 401 of a session that has ended.
 */
export function chooseForToken(
  allowed: AllowedTransport,
  { hasField, hasJti, hasCookie }: TokenRequestSigns,
): RefreshTokenTransport {
  if (allowed !== 'both') return allowed;
  return !hasField && (hasJti || hasCookie) ? 'cookie' : 'body';
}
