import {
  type AuthError,
  type AuthErrorCode,
  INVALID_TOKEN_MESSAGE,
  InvalidFieldsError,
  LoginChallengeError,
  OAuthRequestError,
  ThrottledError,
  TokenMismatchError,
} from '../domain/auth-error.js';

/** The HTTP response for an `AuthError`. */
export interface ErrorResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: object;
}

const STATUS: Record<AuthErrorCode, number> = {
  invalid_credentials: 401,
  login_challenged: 401,
  invalid_token: 401,
  token_consumed: 401,
  token_reused: 401,
  session_ended: 401,
  account_inactive: 401,
  missing_token: 401,
  malformed_authorization: 401,
  user_not_identified: 401,
  user_not_found: 401,
  user_inactive: 401,
  insufficient_scope: 403,
  not_found: 404,
  invalid_request: 400,
  invalid_client: 401,
  cross_site_request: 403,
  token_mismatch: 422,
  invalid_key: 400,
  key_reused: 422,
  throttled: 429,
  temporarily_unavailable: 503,
};

/**
 * The member `code` of the body, as in SimpleJWT. Other errors have none. A client must recognize a
 * rejected key, because any proxy can send the same status.
 */
const BODY_CODE: Partial<Record<AuthErrorCode, string>> = {
  invalid_token: 'token_not_valid',
  token_consumed: 'token_not_valid',
  token_reused: 'token_not_valid',
  session_ended: 'token_not_valid',
  malformed_authorization: 'bad_authorization_header',
  user_not_identified: 'token_not_valid',
  user_not_found: 'user_not_found',
  user_inactive: 'user_inactive',
  invalid_key: 'idempotency_key_invalid',
  key_reused: 'idempotency_key_reused',
};

/** The error codes of RFC 6750 §3.1, for a token whose signature is valid. */
const BEARER_ERROR: Partial<Record<AuthErrorCode, string>> = {
  user_not_identified: 'invalid_token',
  user_not_found: 'invalid_token',
  user_inactive: 'invalid_token',
  insufficient_scope: 'insufficient_scope',
};

const RETRY_AFTER_SECONDS = '1';

/** Returns the response of a token endpoint. */
export function tokenErrorResponse(error: AuthError): ErrorResponse {
  const status = error instanceof LoginChallengeError ? error.status : STATUS[error.code];
  return { status, headers: headersOf(error, status), body: bodyOf(error) };
}

/** Returns the response of a guarded route. */
export function bearerErrorResponse(error: AuthError): ErrorResponse {
  const isTokenError = error.code === 'invalid_token' || error.code === 'session_ended';
  return isTokenError ? invalidAccessToken(error) : tokenErrorResponse(error);
}

function headersOf(error: AuthError, status: number): ErrorResponse['headers'] {
  if (error.code === 'invalid_client') return { 'WWW-Authenticate': CLIENT_CHALLENGE };
  const bearerError = BEARER_ERROR[error.code];
  if (status === 401 || bearerError !== undefined) {
    return { 'WWW-Authenticate': challenge(bearerError) };
  }
  if (error instanceof ThrottledError) return { 'Retry-After': String(error.retryAfterSeconds) };
  return status === 503 ? { 'Retry-After': RETRY_AFTER_SECONDS } : {};
}

/** RFC 6750 §3: the challenge has an error code only if the request has a bearer token. */
const challenge = (error?: string): string =>
  `Bearer realm="api"${error === undefined ? '' : `, error="${error}"`}`;

/** RFC 6749 §5.2: the scheme that clients use, with the encoding of RFC 7617 §2.1. */
const CLIENT_CHALLENGE = 'Basic realm="api", charset="UTF-8"';

function bodyOf(error: AuthError): object {
  if (error instanceof InvalidFieldsError) return error.fields;
  if (error instanceof LoginChallengeError) {
    return { detail: error.message, code: error.challengeCode, ...error.data };
  }
  if (error instanceof TokenMismatchError) {
    return { detail: error.message, refresh_jti: error.refreshJti };
  }
  if (error.code === 'invalid_client') return { error: error.code };
  if (error instanceof OAuthRequestError) {
    return { error: error.code, error_description: error.message };
  }
  const code = BODY_CODE[error.code];
  return { detail: error.message, ...(code !== undefined && { code }) };
}

/** A token whose session is revoked or expired gets the same response as an expired token. */
function invalidAccessToken({ code, message }: AuthError): ErrorResponse {
  const reason = code === 'invalid_token' ? message : INVALID_TOKEN_MESSAGE;
  return {
    status: 401,
    headers: { 'WWW-Authenticate': challenge('invalid_token') },
    body: {
      detail: 'Given token not valid for any token type',
      code: 'token_not_valid',
      messages: [{ token_class: 'AccessToken', token_type: 'access', message: reason }],
    },
  };
}
