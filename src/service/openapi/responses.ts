import { detail, type Examples, refused } from './examples.js';

const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
export const schemaRef = (name: string) => ref('schemas', name);

export const headers = {
  Allow: {
    description: 'The methods of this path (RFC 9110, 10.2.1).',
    schema: { type: 'string', maxLength: 100, pattern: '^[A-Z]+(, [A-Z]+)*$' },
    example: 'POST, OPTIONS',
  },
  'Access-Control-Allow-Origin': {
    description: "The origin that asked, when it is one of the operator's `CORS_ORIGINS`.",
    schema: { type: 'string', maxLength: 1000, pattern: '^https?://' },
    example: 'https://app.example.org',
  },
  'Cache-Control': {
    description: 'Nobody on the way keeps this answer (RFC 6749, 5.1).',
    schema: { type: 'string', enum: ['no-store'] },
  },
  'Retry-After': {
    description: 'Seconds to wait before the same request is worth sending again.',
    schema: { type: 'string', maxLength: 10, pattern: '^[0-9]+$' },
    example: '1',
  },
  'WWW-Authenticate': {
    description:
      'On every 401, and only there. With `error="invalid_token"` when a bearer token was sent ' +
      'and refused (RFC 6750, 3).',
    schema: { type: 'string', maxLength: 200, pattern: '^Bearer realm="api"' },
    example: 'Bearer realm="api"',
  },
};

const refTo = (...names: (keyof typeof headers)[]) =>
  Object.fromEntries(names.map((name) => [name, ref('headers', name)]));

const HEADERS = refTo('Allow', 'Access-Control-Allow-Origin', 'Cache-Control');

const json = (schema: object, examples: Examples) => ({
  'application/json': { schema, examples },
});

export const success = (description: string, schema: string, value: object) => ({
  description,
  headers: HEADERS,
  content: json(schemaRef(schema), { done: { summary: 'done', value } }),
});

export const failure = (description: string, schema: object, examples: Examples) => ({
  description,
  headers: HEADERS,
  content: json(schema, examples),
});

export const badRequest = (examples: Examples) =>
  failure(
    'The body is no JSON, a field is missing or no string, or a header is none.',
    { oneOf: [schemaRef('FieldErrors'), schemaRef('Detail')] },
    {
      ...examples,
      ...detail('no_json', 'JSON parse error - Expecting value'),
    },
  );

export const unauthorized = (description: string, schema: string, examples: Examples) => ({
  ...failure(description, schemaRef(schema), examples),
  headers: { ...HEADERS, ...refTo('WWW-Authenticate') },
});

const refusedRequest = (description: string, name: string, text: string) =>
  failure(description, schemaRef('Detail'), detail(name, text));

/** What any endpoint may answer. */
export const faults = {
  ServerError: refusedRequest(
    'A fault of ours. It is in the log.',
    'fault',
    'A server error occurred.',
  ),
  Unavailable: {
    ...failure(
      'The database is away or hangs, or too many passwords are waiting. Send the same request ' +
        'again, with the same key.',
      schemaRef('Detail'),
      refused('temporarily_unavailable'),
    ),
    headers: { ...HEADERS, ...refTo('Retry-After') },
  },
};

/** What any endpoint may answer that takes a body. */
export const refusedBodies = {
  ContentTooLarge: refusedRequest(
    'The body is longer than the operator allows: 64 KiB, if nothing else was decided.',
    'too_large',
    'Request body is too large',
  ),
  UnsupportedMediaType: refusedRequest(
    'The body is neither JSON nor a form.',
    'unsupported',
    'Unsupported media type "text/plain" in request.',
  ),
};

export const responseRef = (name: string) => ref('responses', name);
