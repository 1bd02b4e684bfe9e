import { OAuthRequestError } from '../../auth/domain/auth-error.js';
import { tokenErrorResponse } from '../../auth/http/error-response.js';
import { detail, type Examples, refused, refusedBearer } from './examples.js';

const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
export const schemaRef = (name: string) => ref('schemas', name);

export const headers = {
  Allow: {
    description: 'The methods that this path supports (RFC 9110, 10.2.1).',
    schema: { type: 'string', maxLength: 100, pattern: '^[A-Z]+(, [A-Z]+)*$' },
    example: 'POST, OPTIONS',
  },
  'Access-Control-Allow-Origin': {
    description: 'The origin of the request, if `CORS_ORIGINS` contains it.',
    schema: { type: 'string', maxLength: 1000, pattern: '^https?://' },
    example: 'https://app.example.org',
  },
  'Cache-Control': {
    description: 'Caches must not store this response (RFC 6749, 5.1).',
    schema: { type: 'string', enum: ['no-store'] },
  },
  'Retry-After': {
    description: 'Number of seconds to wait before retrying the request.',
    schema: { type: 'string', maxLength: 10, pattern: '^[0-9]+$' },
    example: '1',
  },
  'WWW-Authenticate': {
    description:
      'Sent with every 401. Contains `error="invalid_token"` if the request had a bearer token that ' +
      'was rejected (RFC 6750, 3).',
    schema: { type: 'string', maxLength: 200, pattern: '^Bearer realm="api"' },
    example: 'Bearer realm="api"',
  },
};

const identity = (description: string, example: string) => ({
  description: `${description} Percent-encoded UTF-8 (RFC 3986).`,
  schema: { type: 'string', maxLength: 1000, pattern: '^[!-~]*$' },
  example,
});

/** The headers of the check. */
const identityHeaders = {
  'X-Auth-User-Id': identity('The ID of the user.', '01a204bd-fd39-7258-8822-a78962f302c3'),
  'X-Auth-Username': identity(
    'The name of the user. Missing with `ACCESS_TOKEN_CHECK=signature`.',
    'Zo%C3%AB',
  ),
  'X-Auth-Session-Id': identity('The ID of the session.', '01a204bd-fd3a-70b1-9c51-3d0c2f7e9a10'),
};

export const headerRef = (name: string) => ({ [name]: ref('headers', name) });

const refTo = (...names: (keyof typeof headers)[]) =>
  Object.fromEntries(names.map((name) => [name, ref('headers', name)]));

const HEADERS = refTo('Allow', 'Access-Control-Allow-Origin', 'Cache-Control');

export const jsonResponse = (description: string, schema: object, examples: Examples) => ({
  description,
  headers: HEADERS,
  content: { 'application/json': { schema, examples } },
});

export const success = (description: string, schema: string, value: object) =>
  jsonResponse(description, schemaRef(schema), { done: { summary: 'done', value } });

export const noContent = (description: string) => ({ description, headers: HEADERS });

/** The response to a valid token in the check of a gateway. */
export const identified = (description: string) => ({
  description,
  headers: { ...HEADERS, ...identityHeaders },
});

export const badRequest = (examples: Examples) =>
  jsonResponse(
    'The body is not valid JSON, a field is missing or not a string, or a header is invalid.',
    { oneOf: [schemaRef('FieldErrors'), schemaRef('Detail')] },
    {
      ...examples,
      ...detail('no_json', 'JSON parse error - Expecting value'),
    },
  );

const oauthProblem = (summary: string, description: string): Examples => ({
  [summary.replace(' ', '_')]: {
    summary,
    value: tokenErrorResponse(new OAuthRequestError(description)).body,
  },
});

/** RFC 6749 §5.2. */
export const oauthBadRequest = () =>
  jsonResponse(
    'The body is neither a form nor JSON, or a parameter is missing or repeated.',
    { oneOf: [schemaRef('OAuthError'), schemaRef('Detail')] },
    {
      ...oauthProblem('token missing', 'The parameter token is missing.'),
      ...oauthProblem(
        'token repeated',
        'The parameter token must be one string, and must not be repeated.',
      ),
      ...oauthProblem('no object', 'The body must be a form or a JSON object.'),
      ...detail('no_json', 'JSON parse error - Expecting value'),
    },
  );

export const unauthorized = (description: string, schema: string, examples: Examples) => ({
  ...jsonResponse(description, schemaRef(schema), examples),
  headers: { ...HEADERS, ...refTo('WWW-Authenticate') },
});

const refusedRequest = (description: string, name: string, text: string) =>
  jsonResponse(description, schemaRef('Detail'), detail(name, text));

/** Error responses of every endpoint. */
export const faults = {
  ServerError: refusedRequest(
    'Internal server error. See the server log.',
    'fault',
    'A server error occurred.',
  ),
  Unavailable: {
    ...jsonResponse(
      'The database is unavailable, or too many log-ins are waiting. Retry the same request with ' +
        'the same key.',
      schemaRef('Detail'),
      refused('temporarily_unavailable'),
    ),
    headers: { ...HEADERS, ...refTo('Retry-After') },
  },
};

/** The error responses of every endpoint with an access token. */
export const refusedTokens = {
  Unauthorized: unauthorized(
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
};

/** Error responses of every endpoint with a request body. */
export const refusedBodies = {
  ContentTooLarge: refusedRequest(
    'The body is larger than `BODY_LIMIT`, which is 64 KiB by default.',
    'too_large',
    'Request body is too large',
  ),
  Throttled: {
    ...jsonResponse(
      'Too many failed log-ins, or too many requests with tokens. Retry the same request after the ' +
        'time in `Retry-After`.',
      schemaRef('Detail'),
      detail('throttled', 'Request was throttled. Expected available in 60 seconds.'),
    ),
    headers: { ...HEADERS, ...refTo('Retry-After') },
  },
  UnsupportedMediaType: refusedRequest(
    'The media type of the body is neither JSON nor a form.',
    'unsupported',
    'Unsupported media type "text/plain" in request.',
  ),
};

export const responseRef = (name: string) => ref('responses', name);
