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

/** An operation that nobody logs in for: who has the token, or the password, may. */
const forAnyone = (operation: object) => ({
  post: { ...operation, tags: ['token'], security: [] },
});

const obtain = forAnyone({
  operationId: 'token_create',
  summary: 'Log in',
  description:
    'Takes a user name and a password, and answers an access and a refresh token. Whatever the ' +
    'reason for a refusal, the answer is the same, and takes as long.',
  requestBody: body('TokenObtainPairRequest', { username: 'alice', password: 'correct horse' }),
  responses: {
    200: success('Logged in.', 'TokenObtainPair', { refresh: REFRESH, access: ACCESS }),
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

const refresh = forAnyone({
  operationId: 'token_refresh_create',
  summary: 'Refresh',
  description:
    'Exchanges a refresh token for a new pair. **A refresh token works once**: if it is sent again ' +
    'without the `Idempotency-Key` that consumed it, its session is revoked. If rotation is off ' +
    '(`REFRESH_TOKEN_ROTATION=none`), the response has `access` alone.',
  parameters: [idempotencyKey],
  requestBody: body('TokenRefreshRequest', { refresh: REFRESH }),
  responses: {
    200: success('The next pair.', 'TokenRefresh', { access: ACCESS, refresh: SUCCESSOR }),
    400: badRequest({
      ...refusedField('refresh'),
      ...detail('malformed_key', 'Idempotency-Key must be 16 to 255 visible ASCII characters.'),
    }),
    401: unauthorized(
      'The token is no good, was consumed, or its session or its user is over: log in again.',
      'TokenError',
      refused('invalid_token', 'token_reused', 'account_inactive'),
    ),
    ...REFUSED_BODIES,
    422: failure(
      'A key serves one token. Make a new one.',
      schemaRef('Detail'),
      refused('key_reused'),
    ),
    ...FAULTS,
  },
});

const verify = forAnyone({
  operationId: 'token_verify_create',
  summary: 'Verify',
  description:
    'Says whether a token of either kind would still do. It changes nothing: a refresh token is ' +
    'not consumed.',
  requestBody: body('TokenVerifyRequest', { token: ACCESS }),
  responses: {
    200: success('It would do.', 'TokenVerify', {}),
    400: badRequest({
      ...refusedField('token'),
      token_consumed: {
        summary: 'token consumed',
        value: { non_field_errors: ['Token is blacklisted'] },
      },
    }),
    401: unauthorized('It would not.', 'TokenError', refused('invalid_token')),
    ...REFUSED_BODIES,
    ...FAULTS,
  },
});

const blacklist = forAnyone({
  operationId: 'token_blacklist_create',
  summary: 'Log out',
  description:
    'Ends the session of a refresh token: no token of it refreshes any more, and its access tokens ' +
    'are refused within a second.',
  requestBody: body('TokenBlacklistRequest', { refresh: REFRESH }),
  responses: {
    200: success('Logged out.', 'TokenBlacklist', {}),
    400: badRequest(refusedField('refresh')),
    401: unauthorized(
      'The token is no good, or its session has ended already.',
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
    summary: 'Who am I?',
    description: 'Answers whose access token this is.',
    security: [{ session: [] }, { jwtAuth: [] }],
    responses: {
      200: success('The user.', 'User', {
        id: '01a204bd-fd39-7258-8822-a78962f302c3',
        username: 'alice',
      }),
      401: unauthorized(
        'There is no access token, or it is no good any more: refresh.',
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

/** What each path does. */
export const paths = {
  '/api/token/': obtain,
  '/api/token/refresh/': refresh,
  '/api/token/verify/': verify,
  '/api/token/blacklist/': blacklist,
  '/api/me/': me,
};
