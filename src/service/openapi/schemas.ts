/** An access token travels in a header, and headers end at 16 KiB. */
const MAX_TOKEN_LENGTH = 16_384;

const text = (maxLength: number, pattern: string, description: string) => ({
  type: 'string',
  minLength: 1,
  maxLength,
  pattern,
  description,
});

const token = (description: string) => ({
  ...text(MAX_TOKEN_LENGTH, '^[\\w-]+\\.[\\w-]+\\.[\\w-]+$', description),
  format: 'jwt',
});

/** A refused Content-Type is repeated, and headers end at 16 KiB. */
const message = text(20_000, '\\S', 'For people. It may change; the status and `code` do not.');

const code = (...codes: string[]) => ({
  type: 'string',
  enum: codes,
  description: 'For programs.',
});

const refusals = {
  type: 'array',
  minItems: 1,
  maxItems: 10,
  items: message,
  description: 'What is wrong with this field.',
};

const record = (description: string, properties: object, required = Object.keys(properties)) => ({
  type: 'object',
  description,
  ...(required.length > 0 && { required }),
  properties,
});

const username = text(255, '\\S', 'Case counts; white space at the edges does not.');
const password = {
  ...text(65_536, '\\S', 'Exactly as sent: nothing is trimmed.'),
  format: 'password',
};
const refresh = token('Gets the next pair. It works once.');
const either = token('An access or a refresh token.');

const readOnly = (schema: object) => ({ ...schema, readOnly: true });
const writeOnly = (schema: object) => ({ ...schema, writeOnly: true });

/**
 * drf-spectacular's names and marks, so that what was generated for a Django back end goes on
 * compiling. It has one schema for request and answer, from which not every generator leaves out
 * what is read or written only; hence the requests, which it has too (`COMPONENT_SPLIT_REQUEST`).
 */
export const schemas = {
  TokenObtainPairRequest: record('A user name and a password.', { username, password }),
  TokenObtainPair: record('A pair of tokens.', {
    username: writeOnly(username),
    password: writeOnly(password),
    access: readOnly(token('Opens the API, for a few minutes.')),
    refresh: readOnly(refresh),
  }),
  TokenRefreshRequest: record('The refresh token to consume.', { refresh }),
  TokenRefresh: record(
    'The next pair of tokens. Keep the refresh token in place of the consumed one. Where the ' +
      'operator has switched rotation off, there is none.',
    {
      access: readOnly(token('The new access token.')),
      refresh,
    },
  ),
  TokenVerifyRequest: record('A token to look at.', { token: either }),
  TokenVerify: record('It would do.', { token: writeOnly(either) }),
  TokenBlacklistRequest: record('The refresh token of the session that is to end.', { refresh }),
  TokenBlacklist: record('The session has ended.', { refresh: writeOnly(refresh) }),
  User: record('Who the bearer is.', {
    id: text(255, '\\S', 'It never changes. A string, whatever it looks like.'),
    username,
  }),
  Detail: record('Why the request was refused.', { detail: message }),
  FieldErrors: {
    ...record(
      'Every field that was refused, with the reasons.',
      {
        username: refusals,
        password: refusals,
        refresh: refusals,
        token: refusals,
        non_field_errors: { ...refusals, description: 'What is wrong with the whole.' },
      },
      [],
    ),
    minProperties: 1,
    additionalProperties: false,
  },
  TokenError: record(
    'Why the token was refused. Without `code`: its user is gone or inactive.',
    { detail: message, code: code('token_not_valid') },
    ['detail'],
  ),
  BearerError: record(
    'Why the bearer was refused. Without `code`: there was none.',
    {
      detail: message,
      code: code('token_not_valid', 'bad_authorization_header', 'user_not_found', 'user_inactive'),
      messages: {
        type: 'array',
        maxItems: 10,
        description: 'For each kind of token that would do, why this is none.',
        items: record('Why the token is not of this kind.', {
          token_class: code('AccessToken'),
          token_type: code('access'),
          message,
        }),
      },
    },
    ['detail'],
  ),
};

/** Without an example: the explorer would send it, and a key serves one token. */
export const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A secret of 128 fresh random bits for each refresh token: 16 to 255 visible ASCII characters, ' +
    'bare or in double quotes. A client that repeats a request with the same key (after a lost ' +
    'response, or from a second tab) gets the same pair again. Without a key, a token that is ' +
    'sent twice revokes its session. (The explorer replaces the example token with the newest ' +
    'one of your session, and sends the key of that token.)',
  schema: { type: 'string', minLength: 16, maxLength: 257, pattern: '^[!-~]{16,257}$' },
};
