import { OperationalError } from './operational-error.js';

/** Stable codes of errors. `http/error-response.ts` has the HTTP response for each. */
export type AuthErrorCode =
  /** Unknown user, wrong password or inactive user. No response shows which. */
  | 'invalid_credentials'
  /** The password is correct, and the application's log-in policy requires more. */
  | 'login_challenged'
  /**
   * The token is malformed, expired or of another type, its signature is invalid, or its session is
   * unknown.
   */
  | 'invalid_token'
  /** The refresh token was consumed before. Its session stays active. */
  | 'token_consumed'
  /** The refresh token was consumed before, and its session was revoked because of the reuse. */
  | 'token_reused'
  /** The token's session is revoked or expired. */
  | 'session_ended'
  /** The user of the refresh token is missing or inactive. */
  | 'account_inactive'
  /** No bearer token was sent. */
  | 'missing_token'
  /** The `Authorization` header has the scheme Bearer, but no valid bearer token. */
  | 'malformed_authorization'
  /** The access token names no user. */
  | 'user_not_identified'
  /** The access token's user is missing. */
  | 'user_not_found'
  /** The access token's user is inactive. */
  | 'user_inactive'
  /** The access token is valid, but lacks claims that the route requires. */
  | 'insufficient_scope'
  /** The user has no such object. */
  | 'not_found'
  /** The endpoint does not accept the request. */
  | 'invalid_request'
  /** The client of an OAuth endpoint did not authenticate itself, or its secret is wrong. */
  | 'invalid_client'
  /** The request has a cookie, and may have been caused by a page of another site. */
  | 'cross_site_request'
  /** The cookie has another refresh token than the one that the request names. */
  | 'token_mismatch'
  /** The Idempotency-Key has an invalid format. */
  | 'invalid_key'
  /** The Idempotency-Key was used with an earlier token of the session. */
  | 'key_reused'
  /** Too many attempts. The client can retry after a time that the response names. */
  | 'throttled'
  /** The database is unavailable, or a queue is full. The client can retry later. */
  | 'temporarily_unavailable';

export const INVALID_TOKEN_MESSAGE = 'Token is invalid or expired';

const PUBLIC_MESSAGES: Record<AuthErrorCode, string> = {
  invalid_credentials: 'No active account found with the given credentials',
  login_challenged: 'Additional authentication is required.',
  invalid_token: INVALID_TOKEN_MESSAGE,
  token_consumed: 'Token is blacklisted',
  token_reused: 'Token is blacklisted',
  session_ended: 'Token is blacklisted',
  account_inactive: 'No active account found for the given token.',
  missing_token: 'Authentication credentials were not provided.',
  malformed_authorization: 'Authorization header must contain two space-delimited values',
  user_not_identified: 'Token contained no recognizable user identification',
  user_not_found: 'User not found',
  user_inactive: 'User is inactive',
  insufficient_scope: 'You do not have permission to perform this action.',
  not_found: 'Not found.',
  invalid_request: 'The request is not valid.',
  invalid_client: 'Client authentication failed.',
  cross_site_request: 'Requests with cookies are not accepted from this origin.',
  token_mismatch: 'The cookie has another refresh token than refresh_jti.',
  invalid_key: 'Idempotency-Key must be 16 to 255 visible ASCII characters.',
  key_reused: 'Idempotency-Key was already used for another token.',
  throttled: 'Request was throttled.',
  temporarily_unavailable: 'Service temporarily unavailable, try again later.',
};

/** Optional members of an {@link AuthError}. */
export interface AuthErrorContext {
  /** Public message that replaces the default message of the code. */
  message?: string | undefined;
  /** Detail for the log. Never a token, a password, a hash or a key. */
  detail?: string;
  /** The error behind this one, for the log only. */
  cause?: unknown;
}

/**
 * The error that the module throws when it rejects a request. `message` is public and reveals
 * nothing about users or tokens. `detail` and `cause` are only for the log.
 */
export class AuthError extends OperationalError {
  /** Always `AuthError`, or the name of a derived class. */
  override readonly name: string = 'AuthError';
  /** The reason for the log. A response never contains it. */
  readonly detail: string | undefined;

  constructor(
    /** The stable code, which programs compare. */
    readonly code: AuthErrorCode,
    { message, detail, cause }: AuthErrorContext = {},
  ) {
    super(message ?? PUBLIC_MESSAGES[code], cause === undefined ? undefined : { cause });
    this.detail = detail;
  }
}

/** A request with invalid fields. `fields` has every invalid field with its messages. */
export class InvalidFieldsError extends AuthError {
  override readonly name: string = 'InvalidFieldsError';

  constructor(readonly fields: Readonly<Record<string, readonly string[]>>) {
    super('invalid_request');
  }
}

/** A request to an OAuth endpoint that the endpoint does not accept (RFC 6749 §5.2). */
export class OAuthRequestError extends AuthError {
  override readonly name: string = 'OAuthRequestError';

  /** @param description public, without the characters `"` and `\\` */
  constructor(description: string) {
    super('invalid_request', { message: description });
  }
}

/** A log-in for which the application's log-in policy requires more than the password. */
export class LoginChallengeError extends AuthError {
  override readonly name: string = 'LoginChallengeError';

  constructor(
    /** `detail` of the response. Undefined: the message of `login_challenged`. */
    message: string | undefined,
    /** `code` of the response. */
    readonly challengeCode: string,
    /** The status of the response. */
    readonly status: 401 | 403,
    /** Further members of the response. */
    readonly data: Readonly<Record<string, unknown>>,
  ) {
    super('login_challenged', { message, detail: challengeCode });
  }
}

/** A request that names another refresh token than the one in its cookie. */
export class TokenMismatchError extends AuthError {
  override readonly name: string = 'TokenMismatchError';

  constructor(
    /** The `jti` of the token in the cookie. It is not secret. */
    readonly refreshJti: string,
  ) {
    super('token_mismatch');
  }
}

/** Too many attempts of one kind. */
export class ThrottledError extends AuthError {
  override readonly name: string = 'ThrottledError';
  /** When the next attempt can succeed: whole seconds, at least 1. */
  readonly retryAfterSeconds: number;

  /** @param waitMs milliseconds until the next attempt can succeed */
  constructor(waitMs: number, detail: string) {
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    // The words of Django REST framework.
    const unit = seconds === 1 ? 'second' : 'seconds';
    const message = `Request was throttled. Expected available in ${seconds} ${unit}.`;
    super('throttled', { message, detail });
    this.retryAfterSeconds = seconds;
  }
}

/** An access token that has expired, and is valid otherwise. */
export class ExpiredTokenError extends AuthError {
  constructor() {
    super('invalid_token');
  }
}

/** Too many passwords wait to be hashed. */
export class QueueFullError extends AuthError {
  constructor() {
    super('temporarily_unavailable', { detail: 'the hash queue is full' });
  }
}
