import { schemaRef } from './responses.js';
import { COLUMN_LENGTHS } from '../../auth/domain/column-lengths.js';

/** An access token is sent in a header, and the headers of a request are limited to 16 KiB. */
const MAX_TOKEN_LENGTH = 16_384;

export const text = (maxLength: number, pattern: string, description: string) => ({
  type: 'string',
  minLength: 1,
  maxLength,
  pattern,
  description,
});

export const token = (description: string) => ({
  ...text(MAX_TOKEN_LENGTH, '^[\\w-]+\\.[\\w-]+\\.[\\w-]+$', description),
  format: 'jwt',
});

/** May quote an unsupported Content-Type. The headers of a request are limited to 16 KiB. */
export const message = text(
  20_000,
  '\\S',
  'A human-readable message. It may change, unlike the status and `code`.',
);

const code = (...codes: string[]) => ({
  type: 'string',
  enum: codes,
  description: 'A machine-readable code.',
});

export const refusals = {
  type: 'array',
  minItems: 1,
  maxItems: 10,
  items: message,
  description: 'The problems of this field.',
};

export const record = (
  description: string,
  properties: object,
  required = Object.keys(properties),
) => ({
  type: 'object',
  description,
  ...(required.length > 0 && { required }),
  properties,
});

const keyErrorCode = {
  ...code('idempotency_key_invalid', 'idempotency_key_reused'),
  description: 'Only if the service has rejected the `Idempotency-Key`: replace it.',
};

const username = text(
  COLUMN_LENGTHS.username,
  '\\S',
  'Case-sensitive. Leading and trailing white space is ignored.',
);
const password = {
  ...text(65_536, '\\S', 'Case-sensitive. White space is significant.'),
  format: 'password',
};
export const refresh = token('A refresh token. It can be exchanged once for a new pair.');
const either = token('An access or a refresh token.');

const hint = text(
  100,
  '\\S',
  'The type of the token: `access_token` or `refresh_token`. Has no effect, because a token contains ' +
    'its type.',
);

export const readOnly = (schema: object) => ({ ...schema, readOnly: true });
const writeOnly = (schema: object) => ({ ...schema, writeOnly: true });

const nullable = (schema: object) => ({ ...schema, nullable: true });

/** Relative only for a request without `Host`. */
const pageUrl = (description: string) =>
  nullable({ ...text(MAX_TOKEN_LENGTH, '^\\S+$', description), format: 'uri-reference' });

const time = (description: string) =>
  readOnly({ ...text(24, '^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z$', description), format: 'date-time' });

/** The ID of a session, which is the claim `sid` of its tokens. */
const sessionId = {
  ...text(36, '^[\\da-f]{8}(-[\\da-f]{4}){3}-[\\da-f]{12}$', 'The ID: claim `sid` of its tokens.'),
  format: 'uuid',
};

const sessionProperties = {
  id: readOnly(sessionId),
  created_at: time('When the user logged in.'),
  refreshed_at: time('When its tokens were last refreshed.'),
  expires_at: time('When it expires unless it is refreshed.'),
  address: readOnly(
    nullable(text(45, '\\S', 'The address of its client at the last refresh; null if unknown.')),
  ),
  device: readOnly(
    nullable(
      text(
        60,
        '\\S',
        'The program and the device of its client in words, from its `User-Agent`, which anyone can ' +
          'choose; null without one.',
      ),
    ),
  ),
  current: readOnly({
    type: 'boolean',
    description: "True for the session of the request's own access token.",
  }),
};

/**
 * Has the names and `readOnly`/`writeOnly` marks of drf-spectacular, so that clients generated for a
 * Django back end still compile. The separate request schemas (`COMPONENT_SPLIT_REQUEST`) are for
 * generators that ignore these marks.
 */
export const schemas = {
  TokenObtainPairRequest: record('A user name and a password.', { username, password }),
  TokenObtainPair: record('A pair of tokens.', {
    username: writeOnly(username),
    password: writeOnly(password),
    access: readOnly(token('A short-lived access token for the API.')),
    refresh: readOnly(refresh),
  }),
  TokenRefreshRequest: record('The refresh token to exchange.', { refresh }),
  TokenRefresh: record(
    'A new pair of tokens. Replace the consumed refresh token with the new one. If rotation is off, ' +
      'the response contains no refresh token.',
    {
      access: readOnly(token('The new access token.')),
      refresh,
    },
  ),
  TokenVerifyRequest: record('The token to verify.', { token: either }),
  TokenVerify: record('The token is valid.', { token: writeOnly(either) }),
  TokenBlacklistRequest: record('A refresh token of the session to revoke.', { refresh }),
  TokenBlacklist: record('The session was revoked.', { refresh: writeOnly(refresh) }),
  TokenRevokeRequest: record('The token to revoke.', { token: either, token_type_hint: hint }, [
    'token',
  ]),
  TokenRevoke: record('The token is not valid any more.', {}),
  PasswordChangeRequest: record('The current and the new password.', {
    current_password: password,
    new_password: {
      ...text(1024, '\\S', 'At least 15 characters by default, and not a common password.'),
      format: 'password',
    },
  }),
  TokenPair: record('The tokens of a new session.', {
    access: readOnly(token('A short-lived access token for the API.')),
    refresh: readOnly(refresh),
  }),
  User: record('The user of the access token.', {
    id: text(
      COLUMN_LENGTHS.userId,
      '\\S',
      'The stable ID of the user. Treat it as an opaque string.',
    ),
    username,
  }),
  Session: record('An active session of the user.', sessionProperties),
  PaginatedSessionList: record('A page of sessions, newest first.', {
    next: pageUrl('The URL of the next page, with older sessions; null on the last page.'),
    previous: pageUrl('The URL of the previous page, with newer sessions; null on the first page.'),
    results: {
      type: 'array',
      maxItems: 100,
      items: schemaRef('Session'),
      description: 'The sessions of this page.',
    },
  }),
  Detail: record(
    'The reason why the request was rejected.',
    { detail: message, code: keyErrorCode },
    ['detail'],
  ),
  FieldErrors: {
    ...record(
      'All invalid fields with their problems.',
      {
        username: refusals,
        password: refusals,
        refresh: refusals,
        token: refusals,
        current_password: refusals,
        new_password: refusals,
        page_size: refusals,
        all: refusals,
        non_field_errors: { ...refusals, description: 'Problems of the whole body.' },
      },
      [],
    ),
    minProperties: 1,
    additionalProperties: false,
  },
  OAuthError: record(
    'An error of RFC 6749, 5.2.',
    {
      error: code('invalid_request', 'invalid_client'),
      error_description: message,
    },
    ['error'],
  ),
  TokenError: record(
    'The reason why the token was rejected. `code` is absent if the user was deleted or is inactive.',
    { detail: message, code: code('token_not_valid') },
    ['detail'],
  ),
  BearerError: record(
    'The reason why the request was rejected. `code` is absent if there was no bearer token.',
    {
      detail: message,
      code: code('token_not_valid', 'bad_authorization_header', 'user_not_found', 'user_inactive'),
      messages: {
        type: 'array',
        maxItems: 10,
        description:
          'One entry for each accepted token type, with the reason why the token is not valid.',
        items: record('The reason why the token is not a valid token of this type.', {
          token_class: code('AccessToken'),
          token_type: code('access'),
          message,
        }),
      },
    },
    ['detail'],
  ),
};

/** Has no example, because the explorer would send it, and a key is valid for one token only. */
export const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A secret of 128 random bits, generated for each refresh token: 16 to 255 visible ASCII ' +
    'characters, with or without double quotes. A client that repeats a request with the same key ' +
    '(after a lost response, or from a second tab) gets the same pair again. Without a key, sending ' +
    'a token twice revokes its session. (The explorer replaces the example token with the current ' +
    'one of your session, and sends the key of that token.)',
  schema: { type: 'string', minLength: 16, maxLength: 257, pattern: '^[!-~]{16,257}$' },
};

export const cursor = {
  name: 'cursor',
  in: 'query',
  required: false,
  description: 'Selects a page. Follow `next` and `previous` of a response. Do not build it.',
  schema: { type: 'string', maxLength: 200, pattern: '^[A-Za-z0-9+/=]*$' },
};

export const pageSize = {
  name: 'page_size',
  in: 'query',
  required: false,
  description: 'The number of sessions per page.',
  schema: { type: 'integer', format: 'int32', minimum: 1, maximum: 100, default: 20 },
};

export const includesCurrent = {
  name: 'all',
  in: 'query',
  required: false,
  description: '`true`: also the session of the request.',
  schema: { type: 'boolean', default: false },
};

export const sessionInPath = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The ID of a session.',
  schema: sessionId,
};
