import { describe, expect, it } from '@jest/globals';
import {
  AuthError,
  type AuthErrorCode,
  InvalidFieldsError,
  OAuthRequestError,
  ThrottledError,
  TokenMismatchError,
} from './auth-error.js';

/** The public messages (docs/http-contract.md). A code without a row does not compile. */
const PUBLIC = {
  invalid_credentials: 'No active account found with the given credentials',
  invalid_token: 'Token is invalid or expired',
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
  login_challenged: 'Additional authentication is required.',
  invalid_request: 'The request is not valid.',
  invalid_client: 'Client authentication failed.',
  cross_site_request: 'Requests with cookies are not accepted from this origin.',
  token_mismatch: 'The cookie has another refresh token than refresh_jti.',
  invalid_key: 'Idempotency-Key must be 16 to 255 visible ASCII characters.',
  key_reused: 'Idempotency-Key was already used for another token.',
  throttled: 'Request was throttled.',
  temporarily_unavailable: 'Service temporarily unavailable, try again later.',
} satisfies Record<AuthErrorCode, string>;

describe('AuthError', () => {
  it.each(Object.entries(PUBLIC) as [AuthErrorCode, string][])(
    'with the code %s has the message: %s',
    (code, message) => {
      expect(new AuthError(code)).toMatchObject({ name: 'AuthError', code, message });
    },
  );

  it('is an Error with a stack', () => {
    const error = new AuthError('invalid_token');
    expect(error).toBeInstanceOf(Error);
    expect(error.stack).toContain('auth-error.spec');
  });

  it('uses the given message instead of the default one', () => {
    const message = 'Token has wrong type';
    expect(new AuthError('invalid_token', { message }).message).toBe(message);
  });

  it('does not contain the detail in its message', () => {
    const error = new AuthError('invalid_token', { detail: 'no such session' });
    expect(error.detail).toBe('no such session');
    expect(error.message).toBe('Token is invalid or expired');
  });

  it('has neither detail nor cause when none is given', () => {
    const error = new AuthError('invalid_token');
    expect(error.detail).toBeUndefined();
    expect(Object.hasOwn(error, 'cause')).toBe(false);
  });

  it.each([
    ['an error', new Error('connection refused')],
    ['null', null],
  ])('keeps a cause that is %s', (_, cause) => {
    expect(new AuthError('temporarily_unavailable', { cause }).cause).toBe(cause);
  });
});

describe('ThrottledError', () => {
  it.each([
    [0, 1, 'second'],
    [1000, 1, 'second'],
    [1001, 2, 'seconds'],
    [59_999, 60, 'seconds'],
  ])('for a wait of %d ms names %d %s', (waitMs, seconds, unit) => {
    expect(new ThrottledError(waitMs, 'address')).toMatchObject({
      code: 'throttled',
      message: `Request was throttled. Expected available in ${seconds} ${unit}.`,
      detail: 'address',
      retryAfterSeconds: seconds,
    });
  });
});

describe('InvalidFieldsError', () => {
  it('has the code invalid_request and all invalid fields in order', () => {
    const fields = { username: ['This field is required.'], password: ['Not a valid string.'] };
    const error = new InvalidFieldsError(fields);
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ name: 'InvalidFieldsError', code: 'invalid_request', fields });
    expect(Object.keys(error.fields)).toEqual(['username', 'password']);
  });
});

describe('OAuthRequestError', () => {
  it('has the code invalid_request and a public description', () => {
    const error = new OAuthRequestError('The parameter token is missing.');
    const message = 'The parameter token is missing.';
    expect(error).toMatchObject({ name: 'OAuthRequestError', code: 'invalid_request', message });
  });
});

describe('TokenMismatchError', () => {
  it('has the ID of the token in the cookie', () => {
    expect(new TokenMismatchError('an ID')).toMatchObject({
      name: 'TokenMismatchError',
      code: 'token_mismatch',
      refreshJti: 'an ID',
    });
  });
});
