import { z } from 'zod';

/** The bodies that docs/http-contract.md allows for each status, word for word. */
const detail = (text: string | RegExp) =>
  z.strictObject({ detail: typeof text === 'string' ? z.literal(text) : z.string().regex(text) });

const jwt = z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/);

const fieldErrors = z
  .array(
    z.union([
      z.enum([
        'This field is required.',
        'This field may not be null.',
        'This field may not be blank.',
        'Not a valid string.',
        'Null characters are not allowed.',
        'Replacement characters are not allowed: U+FFFD.',
      ]),
      z.string().regex(/^Surrogate characters are not allowed: U\+D[89A-F][0-9A-F]{2}\.$/),
    ]),
  )
  .min(1);

const wholeBodyErrors = z.tuple([
  z.union([
    z.enum(['No data provided', 'Token is blacklisted']),
    z.string().regex(/^Invalid data\. Expected a dictionary, but got (list|str|bool|int|float)\.$/),
  ]),
]);

const tokenErrorPayload = z.strictObject({
  detail: z.enum([
    'Token is invalid or expired',
    'Token is blacklisted',
    "Token has no 'exp' claim",
    'Token has no id',
    'Token has no type',
    'Token has wrong type',
    'Token contained no recognizable user identification',
  ]),
  code: z.literal('token_not_valid'),
});

const bearerErrorPayload = z.strictObject({
  detail: z.literal('Given token not valid for any token type'),
  code: z.literal('token_not_valid'),
  messages: z.tuple([
    z.strictObject({
      token_class: z.literal('AccessToken'),
      token_type: z.literal('access'),
      message: tokenErrorPayload.shape.detail,
    }),
  ]),
});

const coded = (text: string, code: string) =>
  z.strictObject({ detail: z.literal(text), code: z.literal(code) });

const time = z.iso.datetime();

const session = z.strictObject({
  id: z.uuid(),
  created_at: time,
  refreshed_at: time,
  expires_at: time,
  address: z.string().nullable(),
  device: z.string().max(60).nullable(),
  current: z.boolean(),
});

const pageUrl = z
  .string()
  .regex(/^(https?:\/\/[^\s/]+)?\/[!-~]+$/)
  .nullable();

export const RESPONSE_SCHEMAS: Readonly<Record<number, z.ZodType>> = {
  200: z.union([
    z.strictObject({}),
    z.strictObject({ refresh: jwt, access: jwt }),
    z.strictObject({ id: z.string(), username: z.string() }),
    z.strictObject({ next: pageUrl, previous: pageUrl, results: z.array(session).max(100) }),
  ]),
  400: z.union([
    detail('Malformed request.'),
    detail(/^The Host of this request is not allowed\. /),
    coded('Idempotency-Key must be 16 to 255 visible ASCII characters.', 'idempotency_key_invalid'),
    detail(/^JSON parse error - Expecting value(: line \d+ column \d+ \(char \d+\))?$/),
    detail(/^(JSON|Form) parse error - the body is not valid text in its encoding$/),
    z.strictObject({ username: fieldErrors.optional(), password: fieldErrors.optional() }),
    z.strictObject({ refresh: fieldErrors }),
    z.strictObject({ token: fieldErrors }),
    z.strictObject({ non_field_errors: wholeBodyErrors }),
    z.strictObject({ page_size: z.tuple([z.literal('Must be an integer from 1 to 100.')]) }),
    z.strictObject({ all: z.tuple([z.literal('Must be true or false.')]) }),
  ]),
  401: z.union([
    detail('No active account found with the given credentials'),
    detail('No active account found for the given token.'),
    detail('Authentication credentials were not provided.'),
    coded(
      'Authorization header must contain two space-delimited values',
      'bad_authorization_header',
    ),
    coded('User not found', 'user_not_found'),
    coded('User is inactive', 'user_inactive'),
    tokenErrorPayload,
    bearerErrorPayload,
  ]),
  404: z.union([detail('Not found.'), detail('Invalid cursor')]),
  405: detail(/^Method "[A-Z-]+" not allowed\.$/),
  408: detail('The request did not arrive in time.'),
  413: detail('Request body is too large'),
  415: detail(/^Unsupported media type "[\t\x20-\x7e\x80-\xff]*" in request\.$/),
  422: coded('Idempotency-Key was already used for another token.', 'idempotency_key_reused'),
  431: detail('Request headers are too large.'),
};
