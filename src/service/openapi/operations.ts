import {
  ACCESS,
  detail,
  REFRESH,
  refused,
  refusedBearer,
  refusedField,
  SUCCESSOR,
} from './examples.js';
import { badRequest, failure, responseRef, schemaRef, success, unauthorized } from './responses.js';
import { idempotencyKey } from './schemas.js';

const body = (schema: string, value: object) => ({
  required: true,
  content: {
    'application/json': {
      schema: schemaRef(schema),
      examples: { example: { summary: 'example', value } },
    },
  },
});

const FAULTS = { 500: responseRef('ServerError'), 503: responseRef('Unavailable') };

const REFUSED_BODIES = {
  413: responseRef('ContentTooLarge'),
  415: responseRef('UnsupportedMediaType'),
};

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
  requestBody: body('TokenObtainPairRequest', { username: 'alice', password: 'correct horse' }),
  responses: {
    200: success('A pair of tokens.', 'TokenObtainPair', { refresh: REFRESH, access: ACCESS }),
    400: badRequest(refusedField('username')),
    401: unauthorized(
      'Unknown user, wrong password or inactive user.',
      'Detail',
      refused('invalid_credentials'),
    ),
    ...REFUSED_BODIES,
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
  requestBody: body('TokenRefreshRequest', { refresh: REFRESH }),
  responses: {
    200: success('A new pair of tokens.', 'TokenRefresh', { access: ACCESS, refresh: SUCCESSOR }),
    400: badRequest({
      ...refusedField('refresh'),
      ...detail('malformed_key', 'Idempotency-Key must be 16 to 255 visible ASCII characters.'),
    }),
    401: unauthorized(
      'The token is invalid or already consumed, its session is revoked or expired, or its user is ' +
        'inactive. Log in again.',
      'TokenError',
      refused('invalid_token', 'token_reused', 'account_inactive'),
    ),
    ...REFUSED_BODIES,
    422: failure(
      'The key was already used for another token. Generate a new key for each refresh token.',
      schemaRef('Detail'),
      refused('key_reused'),
    ),
    ...FAULTS,
  },
});

const verify = withoutAuthentication({
  operationId: 'token_verify_create',
  summary: 'Verify',
  description:
    'Checks whether an access or refresh token is valid. Does not consume a refresh token.',
  requestBody: body('TokenVerifyRequest', { token: ACCESS }),
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
    ...FAULTS,
  },
});

const blacklist = withoutAuthentication({
  operationId: 'token_blacklist_create',
  summary: 'Log out',
  description:
    'Revokes the session of a refresh token. Its refresh tokens stop working immediately, and its ' +
    'access tokens within one second.',
  requestBody: body('TokenBlacklistRequest', { refresh: REFRESH }),
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

const me = {
  get: {
    operationId: 'me_retrieve',
    tags: ['me'],
    summary: 'Get the current user',
    description: 'Returns the user of the access token.',
    security: [{ passwordAuth: [] }, { jwtAuth: [] }],
    responses: {
      200: success('The user.', 'User', {
        id: '01a204bd-fd39-7258-8822-a78962f302c3',
        username: 'alice',
      }),
      401: unauthorized(
        'The access token is missing or invalid. Refresh, or log in again.',
        'BearerError',
        refusedBearer(
          'missing_token',
          'malformed_authorization',
          'invalid_token',
          'user_not_identified',
          'user_not_found',
          'user_inactive',
        ),
      ),
      ...FAULTS,
    },
  },
};

/** The operations by path. */
export const paths = {
  '/api/token/': obtain,
  '/api/token/refresh/': refresh,
  '/api/token/verify/': verify,
  '/api/token/blacklist/': blacklist,
  '/api/me/': me,
};
