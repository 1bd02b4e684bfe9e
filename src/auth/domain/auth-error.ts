/** What went wrong, in words that stay the same. The wire's answer for each: `http/error-response`. */
export type AuthErrorCode =
  /** Unknown user, wrong password or inactive user: nobody is told which. */
  | 'invalid_credentials'
  /** The token is malformed, badly signed, expired, of another type or of no login we know. */
  | 'invalid_token'
  /** The refresh token was spent already, and its login lives on. */
  | 'token_spent'
  /** The refresh token was spent already, and its login has been ended for that. */
  | 'token_reused'
  /** The token's login has ended. */
  | 'login_ended'
  /** The user whose refresh token this is, is gone or inactive. */
  | 'account_inactive'
  /** No bearer token was sent. */
  | 'missing_token'
  /** The `Authorization` header says Bearer and is no bearer token. */
  | 'malformed_authorization'
  /** The access token names no user. */
  | 'user_not_identified'
  /** The access token's user is gone. */
  | 'user_not_found'
  /** The access token's user is inactive. */
  | 'user_inactive'
  /** The access token is good, and its claims are not what the route asks for. */
  | 'insufficient_scope'
  /** The request is not what the endpoint takes. */
  | 'invalid_request'
  /** The Idempotency-Key served the token before. */
  | 'key_reused'
  /** A database that is away, a full queue: nothing was decided, ask again later. */
  | 'temporarily_unavailable';

export const INVALID_TOKEN_MESSAGE = 'Token is invalid or expired';

const PUBLIC_MESSAGES: Record<AuthErrorCode, string> = {
  invalid_credentials: 'No active account found with the given credentials',
  invalid_token: INVALID_TOKEN_MESSAGE,
  token_spent: 'Token is blacklisted',
  token_reused: 'Token is blacklisted',
  login_ended: 'Token is blacklisted',
  account_inactive: 'No active account found for the given token.',
  missing_token: 'Authentication credentials were not provided.',
  malformed_authorization: 'Authorization header must contain two space-delimited values',
  user_not_identified: 'Token contained no recognizable user identification',
  user_not_found: 'User not found',
  user_inactive: 'User is inactive',
  insufficient_scope: 'You do not have permission to perform this action.',
  invalid_request: 'The request is not valid.',
  key_reused: 'Idempotency-Key was already used for another token.',
  temporarily_unavailable: 'Service temporarily unavailable, try again later.',
};

/** Optional members of an {@link AuthError}. */
export interface AuthErrorContext {
  /** What the client is told instead of the code's own sentence. */
  message?: string;
  /** What the log is told. Never a token, a password, a hash or a key. */
  detail?: string;
  /** The error behind this one, for the log only. */
  cause?: unknown;
}

/**
 * Everything this module refuses, it refuses with one of these.
 * `message` is public and gives nothing away; `detail` and `cause` are for the log alone.
 */
export class AuthError extends Error {
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

/** A body whose fields are not what they must be: every bad field at once, each with its messages. */
export class InvalidFieldsError extends AuthError {
  override readonly name: string = 'InvalidFieldsError';

  constructor(readonly fields: Readonly<Record<string, readonly string[]>>) {
    super('invalid_request');
  }
}

/** Too many log-ins wait for their password to be hashed. */
export class QueueFullError extends AuthError {
  constructor() {
    super('temporarily_unavailable', { detail: 'the hash queue is full' });
  }
}
