import { describe, expect, it } from '@jest/globals';
import {
  AuthError,
  type AuthErrorCode,
  InvalidFieldsError,
  ThrottledError,
} from '../domain/auth-error.js';
import { bearerErrorResponse, tokenErrorResponse } from './error-response.js';

const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="api"' };
const REFUSED = { 'WWW-Authenticate': 'Bearer realm="api", error="invalid_token"' };
const RETRY = { 'Retry-After': '1' };

type Row = readonly [status: number, headers: object, body: string];

/** The responses of docs/http-contract.md. A code without a row does not compile. */
const TOKEN_ENDPOINT = {
  invalid_credentials: [
    401,
    CHALLENGE,
    '{"detail":"No active account found with the given credentials"}',
  ],
  invalid_token: [
    401,
    CHALLENGE,
    '{"detail":"Token is invalid or expired","code":"token_not_valid"}',
  ],
  token_consumed: [401, CHALLENGE, '{"detail":"Token is blacklisted","code":"token_not_valid"}'],
  token_reused: [401, CHALLENGE, '{"detail":"Token is blacklisted","code":"token_not_valid"}'],
  session_ended: [401, CHALLENGE, '{"detail":"Token is blacklisted","code":"token_not_valid"}'],
  account_inactive: [401, CHALLENGE, '{"detail":"No active account found for the given token."}'],
  missing_token: [401, CHALLENGE, '{"detail":"Authentication credentials were not provided."}'],
  malformed_authorization: [
    401,
    CHALLENGE,
    '{"detail":"Authorization header must contain two space-delimited values","code":"bad_authorization_header"}',
  ],
  user_not_identified: [
    401,
    REFUSED,
    '{"detail":"Token contained no recognizable user identification","code":"token_not_valid"}',
  ],
  user_not_found: [401, REFUSED, '{"detail":"User not found","code":"user_not_found"}'],
  user_inactive: [401, REFUSED, '{"detail":"User is inactive","code":"user_inactive"}'],
  insufficient_scope: [
    403,
    { 'WWW-Authenticate': 'Bearer realm="api", error="insufficient_scope"' },
    '{"detail":"You do not have permission to perform this action."}',
  ],
  login_challenged: [401, CHALLENGE, '{"detail":"Additional authentication is required."}'],
  not_found: [404, {}, '{"detail":"Not found."}'],
  invalid_request: [400, {}, '{"detail":"The request is not valid."}'],
  invalid_client: [
    401,
    { 'WWW-Authenticate': 'Basic realm="api", charset="UTF-8"' },
    '{"error":"invalid_client"}',
  ],
  cross_site_request: [
    403,
    {},
    '{"detail":"Requests with cookies are not accepted from this origin."}',
  ],
  token_mismatch: [422, {}, '{"detail":"The cookie has another refresh token than refresh_jti."}'],
  invalid_key: [
    400,
    {},
    '{"detail":"Idempotency-Key must be 16 to 255 visible ASCII characters.","code":"idempotency_key_invalid"}',
  ],
  key_reused: [
    422,
    {},
    '{"detail":"Idempotency-Key was already used for another token.","code":"idempotency_key_reused"}',
  ],
  throttled: [429, {}, '{"detail":"Request was throttled."}'],
  temporarily_unavailable: [
    503,
    RETRY,
    '{"detail":"Service temporarily unavailable, try again later."}',
  ],
} satisfies Record<AuthErrorCode, Row>;

const givenToken = (message: string) =>
  '{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":' +
  `[{"token_class":"AccessToken","token_type":"access","message":"${message}"}]}`;

/** The responses of a guarded route, which differ for these codes. */
const GUARDED_ROUTE: Record<AuthErrorCode, Row> = {
  ...TOKEN_ENDPOINT,
  invalid_token: [401, REFUSED, givenToken('Token is invalid or expired')],
  session_ended: [401, REFUSED, givenToken('Token is invalid or expired')],
};

const rowsOf = (table: Record<AuthErrorCode, Row>) =>
  Object.entries(table).map(([code, row]) => [code as AuthErrorCode, ...row] as const);

/** As text, because the order of the keys is part of the HTTP contract. */
const serialized = ({ status, headers, body }: ReturnType<typeof tokenErrorResponse>) => [
  status,
  headers,
  JSON.stringify(body),
];

describe('tokenErrorResponse', () => {
  it.each(rowsOf(TOKEN_ENDPOINT))('returns for %s: %d %j %s', (code, ...row) => {
    expect(serialized(tokenErrorResponse(new AuthError(code)))).toEqual(row);
  });
});

describe('tokenErrorResponse of a ThrottledError', () => {
  it('names the wait in the header Retry-After and in the words of Django REST framework', () => {
    expect(serialized(tokenErrorResponse(new ThrottledError(41_001, 'address')))).toEqual([
      429,
      { 'Retry-After': '42' },
      '{"detail":"Request was throttled. Expected available in 42 seconds."}',
    ]);
  });
});

describe('bearerErrorResponse', () => {
  it.each(rowsOf(GUARDED_ROUTE))('returns for %s: %d %j %s', (code, ...row) => {
    expect(serialized(bearerErrorResponse(new AuthError(code)))).toEqual(row);
  });

  it.each([
    "Token has no 'exp' claim",
    'Token has no id',
    'Token has no type',
    'Token has wrong type',
  ])('returns the message of an invalid token: %s', (message) => {
    const response = bearerErrorResponse(new AuthError('invalid_token', { message }));
    expect(serialized(response)).toEqual([401, REFUSED, givenToken(message)]);
  });
});

describe.each([
  ['tokenErrorResponse', tokenErrorResponse],
  ['bearerErrorResponse', bearerErrorResponse],
])('%s', (_, responseTo) => {
  it('returns 400 and the invalid fields in their order', () => {
    const fields = { username: ['This field is required.'], password: ['Not a valid string.'] };
    const row = [400, {}, JSON.stringify(fields)];
    expect(serialized(responseTo(new InvalidFieldsError(fields)))).toEqual(row);
  });

  it('returns the message of the error instead of the default one', () => {
    const error = new AuthError('invalid_request', { message: 'Try another key.' });
    expect(serialized(responseTo(error))).toEqual([400, {}, '{"detail":"Try another key."}']);
  });

  it.each(Object.keys(TOKEN_ENDPOINT) as AuthErrorCode[])(
    'contains neither detail nor cause of %s',
    (code) => {
      const error = new AuthError(code, { detail: 'hunter2', cause: new Error('hunter2') });
      expect(JSON.stringify(responseTo(error))).not.toContain('hunter2');
    },
  );
});
