import {
  ACCESS,
  detail,
  invalidField,
  REFRESH,
  refused,
  refusedField,
  SESSIONS,
  SUCCESSOR,
} from './examples.js';
import {
  badRequest,
  identified,
  jsonResponse,
  noContent,
  oauthBadRequest,
  responseRef,
  schemaRef,
  success,
  unauthorized,
} from './responses.js';
import { cursor, idempotencyKey, includesCurrent, pageSize, sessionInPath } from './schemas.js';

export const requestBody = (schema: string, value: object) => ({
  required: true,
  content: {
    'application/json': {
      schema: schemaRef(schema),
      examples: { example: { summary: 'example', value } },
    },
  },
});

/** A body that is a form (RFC 7009, RFC 7662), or JSON as at the other endpoints. */
const formBody = (schema: string, value: object) => {
  const { required, content } = requestBody(schema, value);
  const [body] = Object.values(content);
  return { required, content: { 'application/x-www-form-urlencoded': body, ...content } };
};

const FAULTS = { 500: responseRef('ServerError'), 503: responseRef('Unavailable') };

const REFUSED_BODIES = {
  413: responseRef('ContentTooLarge'),
  415: responseRef('UnsupportedMediaType'),
};

const THROTTLED = { 429: responseRef('Throttled') };

/** An operation without authentication: the body contains the token or the password. */
const withoutAuthentication = (operation: object) => ({
  post: { ...operation, tags: ['token'], security: [] },
});

const obtain = withoutAuthentication({
  operationId: 'token_create',
  summary: 'Log in',
  description:
    'Issues an access token and a refresh token for a user name and a password. The response to a ' +
    'failed log-in, and the time that it takes, do not depend on the reason.',
  requestBody: requestBody('TokenObtainPairRequest', {
    username: 'alice',
    password: 'violet kettle harbor',
  }),
  responses: {
    200: success('A pair of tokens.', 'TokenObtainPair', { refresh: REFRESH, access: ACCESS }),
    400: badRequest(refusedField('username')),
    401: unauthorized(
      'Unknown user, wrong password or inactive user.',
      'Detail',
      refused('invalid_credentials'),
    ),
    ...REFUSED_BODIES,
    ...THROTTLED,
    ...FAULTS,
  },
});

const refresh = withoutAuthentication({
  operationId: 'token_refresh_create',
  summary: 'Refresh',
  description:
    'Exchanges a refresh token for a new pair. **A refresh token works once**: if it is sent again ' +
    'without the `Idempotency-Key` that consumed it, its session is revoked. If rotation is off ' +
    '(`REFRESH_TOKEN_ROTATION=none`), the response contains only `access`.',
  parameters: [idempotencyKey],
  requestBody: requestBody('TokenRefreshRequest', { refresh: REFRESH }),
  responses: {
    200: success('A new pair of tokens.', 'TokenRefresh', { access: ACCESS, refresh: SUCCESSOR }),
    400: badRequest({
      ...refusedField('refresh'),
      ...refused('invalid_key'),
    }),
    401: unauthorized(
      'The token is invalid or already consumed, its session is revoked or expired, or its user is ' +
        'inactive. Log in again.',
      'TokenError',
      refused('invalid_token', 'token_reused', 'account_inactive'),
    ),
    ...REFUSED_BODIES,
    422: jsonResponse(
      'The key was already used for another token. Generate a new key for each refresh token.',
      schemaRef('Detail'),
      refused('key_reused'),
    ),
    ...THROTTLED,
    ...FAULTS,
  },
});

const verify = withoutAuthentication({
  operationId: 'token_verify_create',
  summary: 'Verify',
  description:
    'Checks whether an access or refresh token is valid. Does not consume a refresh token.',
  requestBody: requestBody('TokenVerifyRequest', { token: ACCESS }),
  responses: {
    200: success('The token is valid.', 'TokenVerify', {}),
    400: badRequest({
      ...refusedField('token'),
      token_consumed: {
        summary: 'token consumed',
        value: { non_field_errors: ['Token is blacklisted'] },
      },
    }),
    401: unauthorized('The token is invalid.', 'TokenError', refused('invalid_token')),
    ...REFUSED_BODIES,
    ...THROTTLED,
    ...FAULTS,
  },
});

const blacklist = withoutAuthentication({
  operationId: 'token_blacklist_create',
  summary: 'Log out',
  description:
    'Revokes the session of a refresh token. Its refresh tokens stop working immediately, and its ' +
    'access tokens within one second.',
  requestBody: requestBody('TokenBlacklistRequest', { refresh: REFRESH }),
  responses: {
    200: success('The session was revoked.', 'TokenBlacklist', {}),
    400: badRequest(refusedField('refresh')),
    401: unauthorized(
      'The token is invalid, or its session is already revoked or expired.',
      'TokenError',
      refused('invalid_token', 'session_ended'),
    ),
    ...REFUSED_BODIES,
    ...FAULTS,
  },
});

/** An operation with an access token. */
const authenticated = (
  tag: string,
  { operationId, responses, ...operation }: Record<string, unknown> & { responses: object },
) => ({
  operationId,
  tags: [tag],
  ...operation,
  security: [{ passwordAuth: [] }, { jwtAuth: [] }],
  responses: { ...responses, 401: responseRef('Unauthorized'), ...FAULTS },
});

const check = {
  get: authenticated('token', {
    operationId: 'token_check_retrieve',
    summary: 'Check a request at a gateway',
    description:
      'Checks whether an access token is valid, for a gateway that checks each request ' +
      '(`auth_request` of nginx, `forward_auth` of Caddy). Each claim in `CHECK_CLAIMS` has a header ' +
      '`X-Auth-Claim-…` too. The gateway must remove all of these headers from the requests of clients.',
    responses: {
      204: identified('The token is valid. The headers contain its user.'),
    },
  }),
};

const revoke = withoutAuthentication({
  operationId: 'token_revoke_create',
  summary: 'Revoke a token (RFC 7009)',
  description:
    'Revokes the session of an access or refresh token, as a log-out does. The response to an ' +
    'invalid, expired or unknown token is the same. `token_type_hint` has no effect.',
  requestBody: formBody('TokenRevokeRequest', { token: REFRESH }),
  responses: {
    200: success('The token is not valid any more.', 'TokenRevoke', {}),
    400: oauthBadRequest(),
    ...REFUSED_BODIES,
    ...THROTTLED,
    ...FAULTS,
  },
});

const me = {
  get: authenticated('me', {
    operationId: 'me_retrieve',
    summary: 'Get the current user',
    description: 'Returns the user of the access token.',
    responses: {
      200: success('The user.', 'User', {
        id: '01a204bd-fd39-7258-8822-a78962f302c3',
        username: 'alice',
      }),
    },
  }),
};

const password = {
  post: authenticated('me', {
    operationId: 'me_password_create',
    summary: 'Change the password',
    description:
      'Sets a new password, and revokes **every** session of the user, also the one of the request. ' +
      'The response has the tokens of a new session. If it is lost, log in with the new password.',
    requestBody: requestBody('PasswordChangeRequest', {
      current_password: 'violet kettle harbor',
      new_password: 'seven quiet lanterns',
    }),
    responses: {
      200: success('The tokens of the new session.', 'TokenPair', {
        refresh: REFRESH,
        access: ACCESS,
      }),
      400: badRequest({
        ...refusedField('current_password'),
        ...invalidField('wrong_password', 'current_password', 'Invalid password.'),
        ...invalidField('weak_password', 'new_password', 'This password is too common.'),
      }),
      ...REFUSED_BODIES,
      ...THROTTLED,
    },
  }),
};

const sessions = {
  get: authenticated('sessions', {
    operationId: 'sessions_list',
    summary: 'List the active sessions',
    description: 'Returns the active sessions of the user, newest first, a page at a time.',
    parameters: [cursor, pageSize],
    responses: {
      200: success('A page of sessions.', 'PaginatedSessionList', SESSIONS),
      400: jsonResponse(
        'The page size is not an integer from 1 to 100.',
        schemaRef('FieldErrors'),
        invalidField('invalid_page_size', 'page_size', 'Must be an integer from 1 to 100.'),
      ),
      404: jsonResponse(
        'The cursor is invalid.',
        schemaRef('Detail'),
        detail('invalid_cursor', 'Invalid cursor'),
      ),
    },
  }),
  delete: authenticated('sessions', {
    operationId: 'sessions_bulk_destroy',
    summary: 'Log out the other devices',
    description:
      'Revokes every session of the user except the one of the request, or with `all=true` that one ' +
      'too. The tokens of a revoked session stop working as after a log-out.',
    parameters: [includesCurrent],
    responses: {
      204: noContent('The sessions were revoked.'),
      400: jsonResponse(
        '`all` is neither true nor false. No session was revoked.',
        schemaRef('FieldErrors'),
        invalidField('invalid_all', 'all', 'Must be true or false.'),
      ),
    },
  }),
};

const session = {
  delete: authenticated('sessions', {
    operationId: 'sessions_destroy',
    summary: 'Log out a device',
    description: 'Revokes one session of the user, which may be the one of the request.',
    parameters: [sessionInPath],
    responses: {
      204: noContent('The session was revoked.'),
      404: jsonResponse(
        'The user has no active session with this ID.',
        schemaRef('Detail'),
        refused('not_found'),
      ),
    },
  }),
};

/** The operations by path. */
export const paths = {
  '/api/token/': obtain,
  '/api/token/refresh/': refresh,
  '/api/token/verify/': verify,
  '/api/token/blacklist/': blacklist,
  '/api/token/check/': check,
  '/api/token/revoke/': revoke,
  '/api/me/': me,
  '/api/me/password/': password,
  '/api/sessions/': sessions,
  '/api/sessions/{id}/': session,
};
